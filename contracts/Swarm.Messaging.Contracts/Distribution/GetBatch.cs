namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>Asks for a batch with its results. Queue <c>swarm.get-batch</c>, or GET <c>/api/batches/{id}</c>. Answer: <see cref="BatchDetails"/> or <see cref="Tasks.CommandRejected"/>.</summary>
public sealed record GetBatch
{
    public int SchemaVersion { get; init; } = 1;

    public string? BatchId { get; init; }
}
