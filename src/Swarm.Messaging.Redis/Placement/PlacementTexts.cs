using System.Globalization;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>
/// Guards what the scripts build keys and scores from. <c>+ ! ? ~</c> begin the words of a class and <c>|</c> parts the class from the
/// client, so a text with one of them inside would share the lane of a stranger.
/// </summary>
internal static class PlacementTexts
{
    private const int HighestRank = 100;
    private const int LongestRoute = 200;
    private const int MostFlowKeys = 8;
    private const int LongestFlowKey = 256;
    private const string Marks = "+!?~|";

    public static string Class(Requirements requirements)
    {
        Check(requirements.Kind, "/" + Marks, nameof(requirements));
        Check(requirements.Operation, "$" + Marks, nameof(requirements));
        foreach (var tag in requirements.Tags)
            Check(tag, "/" + Marks, nameof(requirements));
        foreach (var word in (IEnumerable<string>)[.. requirements.Avoid, .. requirements.Prefer, .. requirements.Favour])
            Check(word, Marks, nameof(requirements));
        return requirements.Class;
    }

    /// <summary>Attempts of a lane count for the same limits.</summary>
    public static string Lane(string client, Requirements requirements)
    {
        if (requirements.Flow.Count == 0)
            return client;
        if (requirements.Flow.Count > MostFlowKeys)
            throw new ArgumentException($"{requirements.Flow.Count} keys of limits; at most {MostFlowKeys} are counted for an attempt.", nameof(requirements));
        foreach (var key in requirements.Flow)
            FlowKey(key, nameof(requirements));
        return $"{client}|{string.Join('|', requirements.Flow)}";
    }

    public static string FlowKey(string key, string parameter)
    {
        var name = key.IndexOf(':', StringComparison.Ordinal);
        return name > 0 && name < key.Length - 1 && key.Length <= LongestFlowKey && key.AsSpan().IndexOfAny("|\n") < 0
            ? key
            : throw new ArgumentException($"'{key}' is no key of a limit: {{name}}:{{value}}, at most {LongestFlowKey} characters, without | and line ends.", parameter);
    }

    /// <summary>As targets.lua reads it; empty when the target says nothing of itself.</summary>
    public static string Rating(TargetRating? rating) => rating is null ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"base":{{rating.Workload}},"step":{{rating.WorkloadStep}},"success":{{rating.SuccessRate}},"quality":{{rating.Quality}},"reliability":{{rating.Reliability}}}""");

    public static int Health(TargetRating? rating) => (int)Math.Round((rating?.Health ?? 1) * 100);

    public static IReadOnlyList<string> Capabilities(IEnumerable<string> capabilities)
    {
        string[] sorted = [.. capabilities.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (var capability in sorted)
            Check(capability, Marks, nameof(capabilities));
        return sorted;
    }

    public static int Rank(int rank) => rank is >= 0 and <= HighestRank
        ? rank
        : throw new ArgumentOutOfRangeException(nameof(rank), rank, $"A rank is 0..{HighestRank}: it is the high part of the order in a lane.");

    public static string Route(string? route) => route is null or { Length: > 0 and <= LongestRoute }
        ? route ?? ""
        : throw new ArgumentException($"A route has 1..{LongestRoute} characters; this one has {route.Length}.", nameof(route));

    private static void Check(string text, string forbidden, string parameter)
    {
        if (text.Length == 0 || text.AsSpan().IndexOfAny(forbidden) >= 0)
            throw new ArgumentException($"'{text}' cannot be part of a requirement class: empty, or one of '{forbidden}' in it.", parameter);
    }
}
