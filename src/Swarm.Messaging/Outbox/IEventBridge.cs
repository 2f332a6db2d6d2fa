using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Outbox;

/// <summary>Makes single events for listeners that know no carrier: on the broker's topic exchange, or to in-process listeners of the embedded mode.</summary>
internal interface IEventBridge
{
    Task PublishAsync(IReadOnlyList<TaskEvent> events, CancellationToken cancellation);
}
