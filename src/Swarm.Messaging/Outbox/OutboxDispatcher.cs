using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Outbox;

/// <summary>
/// Sends what commits emitted: first placement's script, then what is for this host's own targets and for other sagas, and one message per destination elsewhere; then the
/// entries are cleared. Throws when something could not leave; the entries stay and the relay sends them again. While the broker is away they stay as well, and what
/// needs no broker goes on.
/// </summary>
internal sealed class OutboxDispatcher(
    ISagaStore store,
    IPlacementStore placement,
    PlacementNewsQueue news,
    TargetSender targets,
    EventPublisher events,
    CallerNotifier callers,
    BusSender bus,
    HeldAttempts held,
    OutboxCarriers carriers,
    AmqpConnection broker) : IDisposable
{
    /// <summary>Placement requests in one script call: it blocks Redis while it runs.</summary>
    private const int MaxRequests = 500;

    /// <summary>Dispatches on their way to the broker at a time: what a slow broker does not take yet stays in the outbox instead of in memory.</summary>
    private const int MaxSending = 4;

    private readonly SemaphoreSlim sending = new(MaxSending);

    public void Dispose() => sending.Dispose();

    public async Task DispatchAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        if (commits.Count == 0)
            return;
        var requests = commits.SelectMany(c => c.Emissions).OfType<Emission.ToPlacement>().Select(e => e.Request).ToList();
        // That it was sent says as much: a target may begin what is granted and not confirmed yet.
        var confirmations = requests.FindAll(r => r is PlacementRequest.ConfirmGrant);
        var first = confirmations.Count == requests.Count ? [] : requests;
        await ToPlacementAsync(first, cancellation).ConfigureAwait(false);
        // Not among those who wait for the broker: what is carried to a saga makes that one emit, too.
        var sent = SendAsync(commits, cancellation);
        await Task.WhenAll(
            carriers.CarryAsync(commits, cancellation), sent,
            first.Count == 0 ? ToPlacementAsync(confirmations, cancellation) : Task.CompletedTask).ConfigureAwait(false);
        if (!await sent.ConfigureAwait(false))
            return;
        // Not awaited: an entry that stays is sent again by the relay, and its items are known by their ids.
        _ = store.ClearOutboxAsync([.. commits.Where(c => c.Place is not null).Select(c => new OutboxPlace(c.Id.Key, c.Place!))]);
    }

    /// <returns>False: the broker is away, and what is for others waits in the outbox.</returns>
    private async Task<bool> SendAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        var handedOver = await targets.HandOverAsync(commits, cancellation).ConfigureAwait(false);
        // Each would wait in memory until the broker is back, and what waits would grow for as long as it is away.
        if (broker.IsAway)
            return false;
        await sending.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await Task.WhenAll(
                targets.SendAsync(commits, handedOver, cancellation),
                events.PublishAsync(commits, cancellation),
                callers.NotifyAsync(commits, cancellation),
                bus.SendAsync(commits, cancellation)).ConfigureAwait(false);
        }
        finally
        {
            sending.Release();
        }

        return true;
    }

    private async Task ToPlacementAsync(List<PlacementRequest> requests, CancellationToken cancellation)
    {
        foreach (var part in requests.Chunk(MaxRequests))
            news.Add(await placement.ApplyAsync(part, cancellation).ConfigureAwait(false));
        foreach (var release in requests.OfType<PlacementRequest.Release>())
            held.Released(release.Token);
    }
}
