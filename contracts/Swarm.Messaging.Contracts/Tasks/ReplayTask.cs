namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>Runs a dead-lettered task again: fresh attempt count, new sequence number, history kept. One that was a single call for the tasks of a batch is not made again: those of its tasks that are dead letters are replayed, each by itself. Queue <c>swarm.replay-task</c>, or POST <c>/api/dead-letters/{id}/replay</c>.</summary>
public sealed record ReplayTask
{
    public int SchemaVersion { get; init; } = 1;

    public string? TaskId { get; init; }

    public string? Reason { get; init; }
}
