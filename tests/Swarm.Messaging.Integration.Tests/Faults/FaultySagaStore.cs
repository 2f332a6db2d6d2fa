using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Faults;

/// <summary>The store as a host sees it that may die at any call.</summary>
internal sealed class FaultySagaStore(ISagaStore store, FaultInjector faults) : ISagaStore
{
    public long Connection => store.Connection;

    public Task<long> VersionAsync(SagaKey key, CancellationToken cancellation) =>
        faults.RunAsync(nameof(VersionAsync), key, () => store.VersionAsync(key, cancellation));

    public Task<StoredSaga?> LoadAsync(SagaKey key, CancellationToken cancellation) =>
        faults.RunAsync(nameof(LoadAsync), key, () => store.LoadAsync(key, cancellation));

    public Task<bool> IsAppliedAsync(SagaKey key, string itemId, CancellationToken cancellation) =>
        faults.RunAsync(nameof(IsAppliedAsync), key, () => store.IsAppliedAsync(key, itemId, cancellation));

    public Task<CommitResult> CommitAsync(SagaCommit commit, CancellationToken cancellation) =>
        faults.RunAsync(nameof(CommitAsync), commit, () => store.CommitAsync(commit, cancellation));

    public bool IsOutcomeUnknown(Exception exception) => store.IsOutcomeUnknown(exception);

    public Task ClearOutboxAsync(IReadOnlyCollection<OutboxPlace> entries) =>
        faults.RunAsync(nameof(ClearOutboxAsync), entries, () => store.ClearOutboxAsync(entries));

    public Task<IReadOnlyList<StoredOutbox>> ClaimOutboxAsync(TimeSpan olderThan, int limit, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ClaimOutboxAsync), null, () => store.ClaimOutboxAsync(olderThan, limit, cancellation));

    public Task<DueTimers> ClaimTimersAsync(TimeSpan claimFor, int limit, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ClaimTimersAsync), null, () => store.ClaimTimersAsync(claimFor, limit, cancellation));

    public Task DropTimerAsync(DueTimer timer) => faults.RunAsync(nameof(DropTimerAsync), timer, () => store.DropTimerAsync(timer));

    public Task<ReadOnlyMemory<byte>?> ReadPayloadAsync(SagaKey key, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ReadPayloadAsync), key, () => store.ReadPayloadAsync(key, cancellation));

    public Task<ReadOnlyMemory<byte>?> ReadResultAsync(SagaKey key, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ReadResultAsync), key, () => store.ReadResultAsync(key, cancellation));

    public Task<IReadOnlyList<StoredTimelineEntry>> ReadTimelineAsync(SagaKey key, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ReadTimelineAsync), key, () => store.ReadTimelineAsync(key, cancellation));

    public Task<IReadOnlyList<ReadOnlyMemory<byte>?>> ReadFieldsAsync(SagaKey key, string collection, IReadOnlyList<string> fields, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ReadFieldsAsync), key, () => store.ReadFieldsAsync(key, collection, fields, cancellation));

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAllFieldsAsync(SagaKey key, string collection, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ReadAllFieldsAsync), key, () => store.ReadAllFieldsAsync(key, collection, cancellation));

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadCollectionAsync(SagaKey key, string collection, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ReadCollectionAsync), key, () => store.ReadCollectionAsync(key, collection, cancellation));

    public Task WriteNoteAsync(SagaKey key, string name, ReadOnlyMemory<byte> note) =>
        faults.RunAsync(nameof(WriteNoteAsync), key, () => store.WriteNoteAsync(key, name, note));

    public Task<ReadOnlyMemory<byte>?> ReadNoteAsync(SagaKey key, string name, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ReadNoteAsync), key, () => store.ReadNoteAsync(key, name, cancellation));

    public Task<SagaPage> ListAsync(SagaQuery query, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ListAsync), query, () => store.ListAsync(query, cancellation));

    public Task<IReadOnlyDictionary<string, long>> CountByStateAsync(string type, CancellationToken cancellation) =>
        faults.RunAsync(nameof(CountByStateAsync), type, () => store.CountByStateAsync(type, cancellation));

    public Task<string> BindKeyAsync(
        string type, string client, string idempotencyKey, string id, TimeSpan retention, CancellationToken cancellation) =>
        faults.RunAsync(nameof(BindKeyAsync), id, () => store.BindKeyAsync(type, client, idempotencyKey, id, retention, cancellation));

    public Task<string> BindKeyForLifeAsync(string type, string client, string idempotencyKey, string id, CancellationToken cancellation) =>
        faults.RunAsync(nameof(BindKeyForLifeAsync), id, () => store.BindKeyForLifeAsync(type, client, idempotencyKey, id, cancellation));

    public Task<int> SweepBindingsAsync(int limit, CancellationToken cancellation) =>
        faults.RunAsync(nameof(SweepBindingsAsync), null, () => store.SweepBindingsAsync(limit, cancellation));

    public Task<int> SweepRetentionAsync(int limit, CancellationToken cancellation) =>
        faults.RunAsync(nameof(SweepRetentionAsync), null, () => store.SweepRetentionAsync(limit, cancellation));

    public Task<bool> DeleteEndedAsync(SagaKey key, CancellationToken cancellation) =>
        faults.RunAsync(nameof(DeleteEndedAsync), key, () => store.DeleteEndedAsync(key, cancellation));

    public Task<IAsyncDisposable> ListenForEndsAsync(Action<SagaKey> ended, CancellationToken cancellation) =>
        faults.RunAsync(nameof(ListenForEndsAsync), null, () => store.ListenForEndsAsync(ended, cancellation));
}
