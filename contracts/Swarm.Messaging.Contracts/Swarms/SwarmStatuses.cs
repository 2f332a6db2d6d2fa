namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>Where a swarm is in its life.</summary>
public static class SwarmStatuses
{
    /// <summary>Registered; its state is not saved yet, or no host has sent its first heartbeat.</summary>
    public const string Initializing = "initializing";

    public const string Active = "active";

    /// <summary>An end.</summary>
    public const string Completed = "completed";

    /// <summary>An end.</summary>
    public const string Failed = "failed";

    /// <summary>Its heartbeats stopped, or somebody said so. It has no place in the limit and gets no tasks until it is recovered.</summary>
    public const string Interrupted = "interrupted";

    public const string Recovering = "recovering";

    /// <summary>All, in the order of a life.</summary>
    public static IReadOnlyList<string> All { get; } = [Initializing, Active, Interrupted, Recovering, Completed, Failed];
}
