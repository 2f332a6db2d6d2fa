namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>
/// Asks for many CRM tasks in one message: at most 1,000 and 8 MiB; each is judged by itself. Queue <c>swarm.submit-crm-tasks</c>, or POST
/// <c>/api/crm/tasks/bulk</c>. Answer: <see cref="Tasks.TasksSubmitted"/>.
/// </summary>
public sealed record SubmitCrmTasks
{
    public int SchemaVersion { get; init; } = 1;

    public IReadOnlyList<SubmitCrmTask> Tasks { get; init; } = [];
}
