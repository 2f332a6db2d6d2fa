namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>
/// Asks for many tasks in one message: at most 1,000 and 8 MiB. Each is judged by itself: one that is rejected does not touch the others.
/// Queue <c>swarm.submit-tasks</c>, or POST <c>/api/tasks/bulk</c>; the answer is <see cref="TasksSubmitted"/>.
/// </summary>
public sealed record SubmitTasks
{
    public int SchemaVersion { get; init; } = 1;

    public IReadOnlyList<SubmitTask> Tasks { get; init; } = [];
}
