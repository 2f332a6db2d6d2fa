namespace Swarm.Messaging.Sagas;

/// <summary>One thing for one saga to act on. The same id is applied once.</summary>
/// <param name="Id">Given when the item was emitted, the same on every re-send; the inbox keys on it.</param>
/// <param name="SagaId">Whom it is for.</param>
/// <param name="Event">The data of one of the state machine's events.</param>
/// <param name="Timer">Set when the item is a fired timer.</param>
internal sealed record SagaItem(string Id, string SagaId, object Event, DueTimer? Timer = null);
