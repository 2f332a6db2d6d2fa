namespace Swarm.Messaging.Coordination;

/// <summary>Names fixed by the specification.</summary>
internal static class CoordinationNames
{
    public const string Channel = "swarm:phase-5:coordination";
    public const string RoutingChannel = "swarm:phase-5:routing";

    /// <summary>Hash: the statistics as text, for outside readers.</summary>
    public const string Stats = "swarm:phase-5:coordinator-stats";

    /// <summary>List, newest first.</summary>
    public const string Failures = "swarm:phase-5:task-failures";

    /// <summary>JSON by route: a copy of the routing table.</summary>
    public const string RoutingTable = "swarm:phase-5:routing-table";

    public const int FailuresKept = 1_000;

    public static readonly TimeSpan SnapshotTtl = TimeSpan.FromSeconds(3_600);
}
