namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>Forgets the results of a batch that has ended. Queue <c>swarm.clear-batch</c>, or DELETE <c>/api/batches/{id}</c>. Answer: <see cref="BatchCleared"/> or <see cref="Tasks.CommandRejected"/>.</summary>
public sealed record ClearBatch
{
    public int SchemaVersion { get; init; } = 1;

    public string? BatchId { get; init; }
}
