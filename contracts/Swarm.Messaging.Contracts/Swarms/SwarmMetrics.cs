namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>What a swarm has done so far. Counted by the registry, each thing once.</summary>
public sealed record SwarmMetrics
{
    public long TasksCompleted { get; init; }

    public long TasksFailed { get; init; }

    public long TasksCancelled { get; init; }

    public long AgentsSpawned { get; init; }

    public long MessagesSent { get; init; }

    public long Errors { get; init; }
}
