namespace Swarm.Messaging.Sagas;

/// <summary>A timer that fired and was claimed by this host; claimed again by any host if no commit removes it.</summary>
/// <param name="Version">The saga version whose commit set it; with the name it identifies the item.</param>
public sealed record DueTimer(SagaKey Key, string Name, long Version);

/// <param name="Next">How long until the next timer is due, by the store's clock; null when none is set.</param>
public sealed record DueTimers(IReadOnlyList<DueTimer> Timers, TimeSpan? Next);
