using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Agents;

/// <summary>An agent as the store knows it, over all hosts.</summary>
/// <param name="LastSeen">By the store's clock: its last registration or heartbeat.</param>
/// <param name="RegisteredAt">By the store's clock.</param>
/// <param name="IsActive">False once it was found silent; its next sign of life makes it true.</param>
/// <param name="IsDrained">It gets no new work until told otherwise.</param>
/// <param name="Breaker"><see cref="BreakerStates"/>.</param>
/// <param name="Succeeded">Attempts, since it was first registered.</param>
/// <param name="Failed">Attempts, those that count for the breaker.</param>
/// <param name="BusyMs">Time of all successful attempts together.</param>
/// <param name="FailedInARow">Since the last success.</param>
public sealed record AgentState(
    AgentDefinition Definition,
    DateTimeOffset LastSeen,
    DateTimeOffset RegisteredAt,
    bool IsActive,
    bool IsDrained,
    string Breaker,
    long Succeeded,
    long Failed,
    long BusyMs,
    int FailedInARow)
{
    /// <summary>How many tasks of the CRM it may have.</summary>
    internal WorkloadGate Gate { get; init; } = WorkloadGate.Default;

    /// <summary>How often its breaker has opened.</summary>
    public long Breaks { get; init; }

    /// <summary>When it last opened, by the store's clock.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>Until when it keeps work away; null: it is not open.</summary>
    public DateTimeOffset? RestUntil { get; init; }

    public string AgentId => Definition.AgentId;

    public string Status => !IsActive ? AgentStates.Inactive : IsDrained ? AgentStates.Draining : AgentStates.Active;

    /// <summary>Mean time of its successful attempts in ms; 0 while there are none.</summary>
    public double AverageMs => Succeeded == 0 ? 0 : Math.Round((double)BusyMs / Succeeded, 1);

    /// <summary>Attempts it may have at a time now: all it offers, fewer the busier it says it is (<see cref="WorkloadGate"/>), one while its breaker probes, none.</summary>
    public int SlotsNow => !IsActive || IsDrained ? 0 : Breaker switch
    {
        BreakerStates.Closed => Room,
        BreakerStates.HalfOpen => Math.Min(1, Room),
        _ => 0,
    };

    /// <summary>The same while nothing keeps work from it.</summary>
    public int Room => Definition.TakesKind(WorkloadGate.Kind) ? Gate.Slots(Definition.MaxCapacity, Definition.Standing.Workload) : Definition.MaxCapacity;
}
