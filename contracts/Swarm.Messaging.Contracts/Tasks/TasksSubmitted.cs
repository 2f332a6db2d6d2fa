namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>The answers to <see cref="SubmitTasks"/>, in the order of its tasks.</summary>
public sealed record TasksSubmitted
{
    public int SchemaVersion { get; init; } = 1;

    public IReadOnlyList<SubmitResult> Results { get; init; } = [];
}
