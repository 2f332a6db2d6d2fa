namespace Swarm.Messaging.Contracts.Agents;

/// <summary>The agent is known, and how to work with the system.</summary>
public sealed record AgentRegistered
{
    public int SchemaVersion { get; init; } = 1;

    public required string AgentId { get; init; }

    /// <summary>False: it was known before, and what it says of itself now holds.</summary>
    public bool Created { get; init; }

    /// <summary><see cref="AgentStates"/>.</summary>
    public required string Status { get; init; }

    /// <summary>Where its <see cref="Execution.ExecuteTasks"/> arrive. It exists already, durable, with <c>x-expires</c> = <see cref="QueueTtlMs"/>: consume it. Acknowledge at once; what is lost comes again.</summary>
    public required string Queue { get; init; }

    /// <summary>The direct exchange in front of the queue; the queue's name is the routing key. Only for who declares the queue anew.</summary>
    public required string Exchange { get; init; }

    /// <summary>Where reports go. Always name the agent's id in <c>targetId</c>.</summary>
    public required string ReportsQueue { get; init; }

    /// <summary>Without a consumer the queue ends after this long; register again to get it back.</summary>
    public long QueueTtlMs { get; init; }

    /// <summary>How often <see cref="AgentHeartbeat"/> is expected.</summary>
    public long HeartbeatMs { get; init; }

    /// <summary>
    /// Tasks at a time that it gets while nothing keeps work from it: its <c>maxCapacity</c>; when it takes the kind <c>ghl</c> no more than its workload leaves room for, at 0.2 for each task (Agents:WorkloadStep)
    /// below 0.9 (Agents:WorkloadLimit), so at most 5 by default. Absent: not told.
    /// </summary>
    public int? Slots { get; init; }

    /// <summary>Length of a task's lease from the last heartbeat that lists its token.</summary>
    public long LeaseMs { get; init; }
}
