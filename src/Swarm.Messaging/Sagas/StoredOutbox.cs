namespace Swarm.Messaging.Sagas;

/// <summary>What one commit emitted, claimed because nobody is known to have sent it.</summary>
/// <param name="Place">Where it stands now; see <see cref="OutboxPlace"/>.</param>
/// <param name="Entry">The emitted items.</param>
public sealed record StoredOutbox(StoredOutboxId Id, string Place, ReadOnlyMemory<byte> Entry);

/// <summary>The commit that emitted something: whoever sends it, and however often, it has this name.</summary>
public readonly record struct StoredOutboxId(SagaKey Key, long Version)
{
    /// <summary><c>{type}:{id}:{version}</c>.</summary>
    public override string ToString() => $"{Key}:{Version}";
}

/// <summary>Where an entry stands in the outbox, for whoever has sent it. Another one who claims it in between gives it another place.</summary>
public readonly record struct OutboxPlace(SagaKey Key, string Place);
