namespace Swarm.Messaging.Cli.Commands;

/// <summary>Paths of the HTTP API about swarms.</summary>
internal static class SwarmPaths
{
    public const string All = "api/swarms";

    public const string Recoveries = "api/swarm-recoveries";

    public static string Wait(string id, string coordinator) => Of(id, $"blocking-states/{Paths.Segment(coordinator)}");

    public static string Of(string id, string? verb = null) => $"{All}/{Paths.Segment(id)}{(verb is null ? "" : $"/{verb}")}";
}
