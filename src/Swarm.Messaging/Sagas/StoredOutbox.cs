namespace Swarm.Messaging.Sagas;

/// <param name="Id"><c>{type}:{id}:{version}</c> of the commit that emitted it.</param>
/// <param name="Entry">The emitted items.</param>
public sealed record StoredOutbox(string Id, SagaKey Key, ReadOnlyMemory<byte> Entry);
