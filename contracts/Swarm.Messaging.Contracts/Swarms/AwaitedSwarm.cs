namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A swarm that is away for a while, and that a task waits for since it has what the task needs.</summary>
public sealed record AwaitedSwarm
{
    public required string SwarmId { get; init; }

    /// <summary>initializing, interrupted or recovering.</summary>
    public required string Status { get; init; }

    /// <summary>When it was interrupted; of one that is initializing: when it was registered.</summary>
    public required DateTimeOffset Since { get; init; }
}
