namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>Asks for everything known of one task. Queue <c>swarm.get-task</c>, or GET <c>/api/tasks/{id}</c>. Answer: <see cref="TaskDetails"/> or <see cref="CommandRejected"/> (<c>not_found</c>).</summary>
public sealed record GetTask
{
    public int SchemaVersion { get; init; } = 1;

    public string? TaskId { get; init; }

    /// <summary>True: the payload is returned too. Default false.</summary>
    public bool? IncludePayload { get; init; }
}
