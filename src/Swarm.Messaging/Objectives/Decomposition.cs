namespace Swarm.Messaging.Objectives;

/// <summary>Into which steps an objective is taken apart, by strategy. Each step depends on the one before.</summary>
internal static class Decomposition
{
    public const string Auto = "auto";

    private static readonly Dictionary<string, string[]> Steps = new(StringComparer.Ordinal)
    {
        ["research"] = ["research", "analysis", "documentation"],
        ["development"] = ["design", "code", "test", "review"],
        ["analysis"] = ["collect", "analyse", "report"],
        [Auto] = ["research", "code", "test"],
    };

    public static IReadOnlyCollection<string> Strategies => Steps.Keys;

    public static IReadOnlyList<string> Of(string strategy) => Steps[strategy];
}
