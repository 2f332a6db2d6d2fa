using Swarm.Messaging.Processes;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Workers.Pool;

/// <summary>What a decision of <see cref="PoolCore"/> wants done. A closed set.</summary>
internal abstract record PoolEffect
{
    private PoolEffect()
    {
    }

    public sealed record Spawn(Slot Slot, int Incarnation) : PoolEffect;

    public sealed record Execute(Slot Slot, PoolTask Task) : PoolEffect;

    public sealed record CancelTask(Slot Slot, string TaskId) : PoolEffect;

    public sealed record Shutdown(Slot Slot) : PoolEffect;

    public sealed record Signal(Slot Slot, UnixSignal Which) : PoolEffect;

    public sealed record Settle(PoolTask Task, WorkerOutcome Outcome) : PoolEffect;

    public sealed record Tell(WorkerPoolEvent Event) : PoolEffect;

    /// <summary>A condition of the whole installation begins or ends.</summary>
    public sealed record Alert(WorkerCondition Condition) : PoolEffect;
}
