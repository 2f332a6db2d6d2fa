namespace Swarm.Messaging.Sagas;

/// <summary>
/// Where sagas live. The only writer of a saga's state is <see cref="CommitAsync"/>; everything else reads, or removes what is done with.
/// Infrastructure failures are exceptions; after one from <see cref="CommitAsync"/> the outcome is unknown: load again, and let the
/// inbox say whether the items were applied.
/// </summary>
public interface ISagaStore
{
    /// <summary>Another number after each loss of the connection: a store that was away may have lost what was written last.</summary>
    long Connection { get; }

    Task<StoredSaga?> LoadAsync(SagaKey key, CancellationToken cancellation);

    /// <returns>0 when there is no saga.</returns>
    Task<long> VersionAsync(SagaKey key, CancellationToken cancellation);

    /// <summary>
    /// True when a commit applied the item. Asked after a load without waiting for it, the answer is at least as fresh as what was loaded.
    /// </summary>
    Task<bool> IsAppliedAsync(SagaKey key, string itemId, CancellationToken cancellation);

    Task<CommitResult> CommitAsync(SagaCommit commit, CancellationToken cancellation);

    /// <summary>
    /// The same for commits of different sagas, each by itself: what becomes of one says nothing of the others. A store may find it cheaper to
    /// write them together.
    /// </summary>
    /// <returns>In the order of the commits.</returns>
    IReadOnlyList<Task<CommitResult>> CommitAll(IReadOnlyList<SagaCommit> all, CancellationToken cancellation) =>
        [.. all.Select(commit => CommitAsync(commit, cancellation))];

    /// <summary>True when an exception leaves open whether a call took effect: a time-out, a broken connection, a fail-over.</summary>
    bool IsOutcomeUnknown(Exception exception);

    /// <summary>True when an exception says that the store is out of reach, or does not write at the moment: the same call may succeed later. What else a store throws, it throws again.</summary>
    bool IsOutage(Exception exception) => IsOutcomeUnknown(exception);

    /// <summary>Forgets outbox entries that have left. Idempotent; need not be awaited for correctness.</summary>
    Task ClearOutboxAsync(IReadOnlyCollection<OutboxPlace> entries);

    /// <summary>Entries older than <paramref name="olderThan"/> (store's clock), claimed for the same time so that one host re-sends them.</summary>
    Task<IReadOnlyList<StoredOutbox>> ClaimOutboxAsync(TimeSpan olderThan, int limit, CancellationToken cancellation);

    /// <summary>Due timers of all shards, claimed for <paramref name="claimFor"/>.</summary>
    Task<DueTimers> ClaimTimersAsync(TimeSpan claimFor, int limit, CancellationToken cancellation);

    /// <summary>Removes a fired timer whose saga is gone or which is stale; does nothing when it was set anew by a later version.</summary>
    Task DropTimerAsync(DueTimer timer);

    Task<ReadOnlyMemory<byte>?> ReadPayloadAsync(SagaKey key, CancellationToken cancellation);

    Task<ReadOnlyMemory<byte>?> ReadResultAsync(SagaKey key, CancellationToken cancellation);

    Task<IReadOnlyList<StoredTimelineEntry>> ReadTimelineAsync(SagaKey key, CancellationToken cancellation);

    Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadCollectionAsync(SagaKey key, string collection, CancellationToken cancellation);

    /// <summary>Fields of one of the saga's hashes, in the order asked for; null where there is none.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>?>> ReadFieldsAsync(SagaKey key, string collection, IReadOnlyList<string> fields, CancellationToken cancellation);

    Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAllFieldsAsync(SagaKey key, string collection, CancellationToken cancellation);

    /// <summary>A small note beside the saga that no commit depends on, such as progress; overwritten each time, gone with the saga. Ignored when the saga does not exist.</summary>
    Task WriteNoteAsync(SagaKey key, string name, ReadOnlyMemory<byte> note);

    Task<ReadOnlyMemory<byte>?> ReadNoteAsync(SagaKey key, string name, CancellationToken cancellation);

    Task<SagaPage> ListAsync(SagaQuery query, CancellationToken cancellation);

    Task<IReadOnlyDictionary<string, long>> CountByStateAsync(string type, CancellationToken cancellation);

    /// <summary>
    /// Binds a client's idempotency key to an id for <paramref name="retention"/>. Returns the id that is bound: the given one,
    /// or an earlier one whose saga exists. A binding whose saga was never committed gives way once it is older than a minute.
    /// </summary>
    Task<string> BindKeyAsync(string type, string client, string idempotencyKey, string id, TimeSpan retention, CancellationToken cancellation);

    /// <summary>The same for as long as the saga is kept, however long it is open and whatever its end.</summary>
    Task<string> BindKeyForLifeAsync(string type, string client, string idempotencyKey, string id, CancellationToken cancellation);

    /// <summary>Deletes bindings for life whose sagas are gone. Returns how many were looked at; each is every hour.</summary>
    Task<int> SweepBindingsAsync(int limit, CancellationToken cancellation);

    /// <summary>Deletes sagas whose retention is over, with all they own. Returns how many.</summary>
    Task<int> SweepRetentionAsync(int limit, CancellationToken cancellation);

    /// <summary>Deletes an ended saga at once. False when it is absent or open.</summary>
    Task<bool> DeleteEndedAsync(SagaKey key, CancellationToken cancellation);

    /// <summary>Tells of sagas that ended on any host, as a hint: a listener reads the saga, it may miss or repeat. Disposing ends it.</summary>
    Task<IAsyncDisposable> ListenForEndsAsync(Action<SagaKey> ended, CancellationToken cancellation = default);
}
