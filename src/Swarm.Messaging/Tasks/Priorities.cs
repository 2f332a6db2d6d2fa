namespace Swarm.Messaging.Tasks;

/// <summary>Names of ranks.</summary>
internal static class Priorities
{
    public const int Normal = 10;
    private const int Shown = 40;

    public static int Rank(string? name, List<string> warnings)
    {
        switch (name?.ToLowerInvariant())
        {
            case null or "normal":
                return Normal;
            case "critical" or "urgent":
                return 0;
            case "high":
                return 5;
            case "low":
                return 50;
            case "background":
                return 100;
            default:
                warnings.Add(Unknown(name, "normal was taken"));
                return Normal;
        }
    }

    /// <summary>The name whose tasks have this rank or a better one.</summary>
    public static string Name(int rank) => rank <= 0 ? "critical" : rank <= 5 ? "high" : rank <= Normal ? "normal" : rank <= 50 ? "low" : "background";

    /// <summary>Of a name that is read for nothing but this.</summary>
    /// <param name="instead">What was taken.</param>
    /// <returns>None when it is known, or none is given.</returns>
    public static IReadOnlyList<string> Warnings(string? name, string instead)
    {
        var warnings = new List<string>();
        Rank(name, warnings);
        return warnings.Count == 0 ? [] : [Unknown(name!, instead)];
    }

    private static string Unknown(string name, string instead) => $"unknown_priority: {Short(name)} is none of critical (or urgent), high, normal, low and background; {instead}";

    private static string Short(string name) => name.Length <= Shown ? name : name[..Shown] + "...";
}
