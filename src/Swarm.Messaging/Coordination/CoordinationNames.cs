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

    public const int FailuresKept = 1_000;

    public static readonly TimeSpan SnapshotTtl = TimeSpan.FromSeconds(3_600);
}
