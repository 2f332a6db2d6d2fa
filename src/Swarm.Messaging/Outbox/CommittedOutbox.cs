using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Outbox;

/// <summary>What one commit emitted and has to leave.</summary>
/// <param name="Place">Where it stands in the outbox; null when it does not.</param>
/// <param name="Payload">The task's payload when it is at hand, so that it need not be read.</param>
/// <param name="Saga">As it was committed, when it is at hand; to be read only.</param>
internal sealed record CommittedOutbox(
    StoredOutboxId Id,
    string? Place,
    IReadOnlyList<Emission> Emissions,
    ReadOnlyMemory<byte>? Payload = null,
    ReadOnlyMemory<byte>? Result = null,
    IStoredSagaInstance? Saga = null);
