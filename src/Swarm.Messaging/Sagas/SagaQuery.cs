namespace Swarm.Messaging.Sagas;

/// <summary>A page of sagas, newest first.</summary>
/// <param name="Type">Saga type.</param>
/// <param name="State">Only this state; null for all.</param>
/// <param name="Client">Only this client; null for all.</param>
/// <param name="Cursor">From the page before; null for the first.</param>
/// <param name="Limit">1..1,000.</param>
public sealed record SagaQuery(string Type, string? State, string? Client, string? Cursor, int Limit);

/// <param name="Cursor">For the next page; null when this was the last.</param>
public sealed record SagaPage(IReadOnlyList<StoredSaga> Sagas, string? Cursor);
