using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Outbox;

/// <summary>
/// Sees the task events that this host's commits made, so that over all hosts each event is seen by one (again only when an outbox is sent
/// again). Must be quick, must not throw: what takes time it does elsewhere.
/// </summary>
internal interface ITaskEventObserver
{
    void Observe(IReadOnlyList<TaskEvent> events);
}
