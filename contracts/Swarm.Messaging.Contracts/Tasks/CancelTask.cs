namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>Ends a task that has not ended: waiting, placed or running. Queue <c>swarm.cancel-task</c>, or POST <c>/api/tasks/{id}/cancel</c>. Answer: <see cref="CommandDone"/> or <see cref="CommandRejected"/>.</summary>
public sealed record CancelTask
{
    public int SchemaVersion { get; init; } = 1;

    public string? TaskId { get; init; }

    /// <summary>Kept in the timeline, at most 500 characters.</summary>
    public string? Reason { get; init; }
}
