using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Host;

/// <summary>What is said of a setting that nobody reads: the one that was probably meant, in the form in which it is written, or which there are. Pure.</summary>
internal static class UnknownSetting
{
    /// <summary>More that bear the same name are no help.</summary>
    private const int MostElsewhere = 3;

    /// <param name="path">As it was given.</param>
    /// <param name="here">Those of its section, with the section.</param>
    /// <param name="all">Those of all sections.</param>
    public static string Say(string path, IReadOnlyList<string> here, IReadOnlyList<string> all)
    {
        var written = all.FirstOrDefault(name => Plain(name) == Plain(path));
        if (written is not null)
            return $"{path} is no setting; did you mean {written}, in the environment SWARM_{written.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant()}?";
        var (last, section) = (Last(path), path[..^Last(path).Length]);
        // The section stands before both, and makes no two names near.
        if (NearestName.Of(last, here.Select(Last)) is { } near)
            return $"{path} is no setting; did you mean {here.First(name => Last(name) == near)}?";
        var elsewhere = all.Where(name => Last(name).Equals(last, StringComparison.OrdinalIgnoreCase)).ToList();
        var inside = elsewhere.Where(name => section.Length > 0 && name.StartsWith(section, StringComparison.OrdinalIgnoreCase)).ToList();
        var meant = inside.Count > 0 ? inside : elsewhere;
        return meant.Count is > 0 and <= MostElsewhere
            ? $"{path} is no setting; did you mean {string.Join(" or ", meant)}?"
            : $"{path} is no setting; there are {string.Join(", ", here.Order(StringComparer.Ordinal))}";
    }

    private static string Last(string path) => path[(path.LastIndexOf(':') + 1)..];

    /// <summary>Between a section and its setting stand two lines in the environment, and one is easily forgotten.</summary>
    private static string Plain(string name) => name.Replace(":", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
}
