namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>What a coordinator that waits for a signal can be.</summary>
public static class BlockingStatuses
{
    public const string Waiting = "waiting";

    /// <summary>What it waited for has come. An end.</summary>
    public const string Complete = "complete";

    /// <summary>An end.</summary>
    public const string Failed = "failed";

    /// <summary>It came too late; the coordinator may wait again.</summary>
    public const string Timeout = "timeout";

    public static IReadOnlyList<string> All { get; } = [Waiting, Complete, Failed, Timeout];
}
