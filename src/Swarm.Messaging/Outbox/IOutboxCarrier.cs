namespace Swarm.Messaging.Outbox;

/// <summary>
/// Brings emissions of its sort to the sagas they are for. Returns when those have committed, throws when it could not: then the entry stays
/// and the relay sends it again, so everything brought has to bear being brought twice.
/// </summary>
internal interface IOutboxCarrier
{
    Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation);
}

/// <summary>The carriers, made when first asked for: they need the sagas, whose outbox is carried by them.</summary>
internal sealed class OutboxCarriers(Func<IEnumerable<IOutboxCarrier>> carriers)
{
    private readonly Lazy<IOutboxCarrier[]> all = new(() => [.. carriers()]);

    public Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation) =>
        Task.WhenAll(all.Value.Select(carrier => carrier.CarryAsync(commits, cancellation)));
}
