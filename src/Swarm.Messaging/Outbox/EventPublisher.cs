using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Outbox;

/// <summary>Events leave as one <see cref="TaskEvents"/> for heavy listeners and, by the bridge, as single plain messages.</summary>
internal sealed class EventPublisher(IEnvelopeSender sender, LocalEvents local, EventBridge bridge, IEnumerable<ITaskEventObserver> observers)
{
    private const int MaxEvents = 1_000;

    private readonly ITaskEventObserver[] observers = [.. observers];

    public Task PublishAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation) =>
        PublishAsync([.. commits.SelectMany(c => c.Emissions).OfType<Emission.ToListeners>().Select(e => e.Event)], cancellation);

    public async Task PublishAsync(IReadOnlyList<TaskEvent> events, CancellationToken cancellation)
    {
        if (events.Count == 0)
            return;
        foreach (var observer in observers)
            observer.Observe(events);
        // With a broker they come back by it, together with those of other hosts.
        if (!bridge.HasBroker)
            local.Tell(events);
        foreach (var part in events.Chunk(MaxEvents))
            await sender.PublishAsync(new TaskEvents { Events = part }, cancellation).ConfigureAwait(false);
        await bridge.PublishAsync(events, cancellation).ConfigureAwait(false);
    }
}
