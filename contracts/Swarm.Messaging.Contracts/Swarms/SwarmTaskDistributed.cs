namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>Where a task of swarms is. It is stored, whatever the status.</summary>
public sealed record SwarmTaskDistributed
{
    public int SchemaVersion { get; init; } = 1;

    public required string TaskId { get; init; }

    /// <summary>queued, distributed, returning (its swarm has ended: unless it is found done, another one gets it) or ended.</summary>
    public required string Status { get; init; }

    /// <summary>
    /// queued: no_active_swarms, waiting_for_leader, or swarm_away (see <see cref="WaitsFor"/>); absent when the leader will see to it. returning: swarm_failed, swarm_completed or swarm_deregistered.
    /// ended: why it failed.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>The swarm that leads now.</summary>
    public string? Leader { get; init; }

    /// <summary>The swarm that has it.</summary>
    public string? TargetSwarm { get; init; }

    public required string Strategy { get; init; }

    /// <summary>False: no active swarm had all capabilities, and it was given to one without. Absent: it waits, or was never given to anybody.</summary>
    public bool? CapabilityMatched { get; init; }

    /// <summary>ended: completed, failed or cancelled.</summary>
    public string? Outcome { get; init; }

    /// <summary>queued: the swarms that have what it needs and are away for a while, the newest first, at most 10, while no active one has it. It waits until one of them is active again or all of them have ended.</summary>
    public IReadOnlyList<AwaitedSwarm> WaitsFor { get; init; } = [];

    /// <summary>How often it was given to a swarm.</summary>
    public long Assignments { get; init; }

    /// <summary>What was odd about the command and no reason to refuse it, such as a field or a priority that nobody knows.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
