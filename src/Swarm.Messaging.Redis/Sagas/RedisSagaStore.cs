using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>
/// The store on Redis: a saga is a hash with side keys, all keys of a shard share one hash tag, every write is one script.
/// Cancelling a call stops the waiting, not the script: after a cancelled or failed commit the outcome is unknown.
/// </summary>
internal sealed class RedisSagaStore : ISagaStore
{
    private readonly SagaShards shards;
    private readonly CommitScript commits;
    private readonly SagaReader reader;
    private readonly OutboxShards outbox;
    private readonly TimerShards timers;
    private readonly SagaIndex index;
    private readonly KeyBindings bindings;
    private readonly SagaRetention retention;
    private long connection;

    public RedisSagaStore(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock, IOptions<RedisSagaStoreOptions> options)
    {
        shards = new SagaShards(redis, keys, clock);
        commits = new CommitScript(shards, options.Value.InboxHorizon);
        reader = new SagaReader(shards);
        outbox = new OutboxShards(shards);
        timers = new TimerShards(shards);
        index = new SagaIndex(shards, reader);
        bindings = new KeyBindings(shards);
        retention = new SagaRetention(shards);
        redis.ConnectionFailed += (_, _) =>
        {
            Interlocked.Increment(ref connection);
            commits.ConnectionLost();
        };
    }

    public long Connection => Interlocked.Read(ref connection);

    public Task EnsureShardsAsync(CancellationToken cancellation) => ShardCount.EnsureAsync(shards).WaitAsync(cancellation);

    public Task<StoredSaga?> LoadAsync(SagaKey key, CancellationToken cancellation) => reader.LoadAsync(key).WaitAsync(cancellation);

    public Task<long> VersionAsync(SagaKey key, CancellationToken cancellation) => reader.VersionAsync(key).WaitAsync(cancellation);

    public Task<bool> IsAppliedAsync(SagaKey key, string itemId, CancellationToken cancellation) =>
        reader.IsAppliedAsync(key, itemId).WaitAsync(cancellation);

    public Task<CommitResult> CommitAsync(SagaCommit commit, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return commits.RunAsync(commit).WaitAsync(cancellation);
    }

    public IReadOnlyList<Task<CommitResult>> CommitAll(IReadOnlyList<SagaCommit> all, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return [.. commits.Run(all).Select(commit => commit.WaitAsync(cancellation))];
    }

    public bool IsOutcomeUnknown(Exception exception) =>
        exception is RedisTimeoutException or RedisConnectionException or ObjectDisposedException
        || (exception is RedisServerException e && IsPassing(e.Message));

    public bool IsOutage(Exception exception) => IsOutcomeUnknown(exception)
        || (exception is RedisServerException e ? !IsOurs(e.Message) : exception is RedisException);

    public Task ClearOutboxAsync(IReadOnlyCollection<OutboxPlace> entries)
    {
        outbox.Clear(entries);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<StoredOutbox>> ClaimOutboxAsync(TimeSpan olderThan, int limit, CancellationToken cancellation) =>
        outbox.ClaimAsync(olderThan, limit).WaitAsync(cancellation);

    public Task<DueTimers> ClaimTimersAsync(TimeSpan claimFor, int limit, CancellationToken cancellation) =>
        timers.ClaimAsync(claimFor, limit).WaitAsync(cancellation);

    public Task DropTimerAsync(DueTimer timer) => timers.DropAsync(timer);

    public Task<ReadOnlyMemory<byte>?> ReadPayloadAsync(SagaKey key, CancellationToken cancellation) =>
        reader.SideAsync(key, "payload").WaitAsync(cancellation);

    public Task<ReadOnlyMemory<byte>?> ReadResultAsync(SagaKey key, CancellationToken cancellation) =>
        reader.SideAsync(key, "result").WaitAsync(cancellation);

    public Task<IReadOnlyList<StoredTimelineEntry>> ReadTimelineAsync(SagaKey key, CancellationToken cancellation) =>
        reader.TimelineAsync(key).WaitAsync(cancellation);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadCollectionAsync(SagaKey key, string collection, CancellationToken cancellation) =>
        reader.CollectionAsync(key, collection).WaitAsync(cancellation);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>?>> ReadFieldsAsync(
        SagaKey key, string collection, IReadOnlyList<string> fields, CancellationToken cancellation) =>
        reader.FieldsAsync(key, collection, fields).WaitAsync(cancellation);

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> ReadAllFieldsAsync(SagaKey key, string collection, CancellationToken cancellation) =>
        reader.AllFieldsAsync(key, collection).WaitAsync(cancellation);

    public Task WriteNoteAsync(SagaKey key, string name, ReadOnlyMemory<byte> note) => reader.WriteNoteAsync(key, name, note);

    public Task<ReadOnlyMemory<byte>?> ReadNoteAsync(SagaKey key, string name, CancellationToken cancellation) =>
        reader.NoteAsync(key, name).WaitAsync(cancellation);

    public Task<SagaPage> ListAsync(SagaQuery query, CancellationToken cancellation) => index.ListAsync(query).WaitAsync(cancellation);

    public Task<IReadOnlyDictionary<string, long>> CountByStateAsync(string type, CancellationToken cancellation) =>
        index.CountAsync(type).WaitAsync(cancellation);

    public Task<string> BindKeyAsync(
        string type, string client, string idempotencyKey, string id, TimeSpan retention, CancellationToken cancellation) =>
        bindings.BindAsync(type, client, idempotencyKey, id, retention, cancellation).WaitAsync(cancellation);

    public Task<string> BindKeyForLifeAsync(string type, string client, string idempotencyKey, string id, CancellationToken cancellation) =>
        bindings.BindAsync(type, client, idempotencyKey, id, null, cancellation).WaitAsync(cancellation);

    public Task<int> SweepBindingsAsync(int limit, CancellationToken cancellation) => bindings.SweepAsync(limit).WaitAsync(cancellation);

    public Task<int> SweepRetentionAsync(int limit, CancellationToken cancellation) => retention.SweepAsync(limit).WaitAsync(cancellation);

    public Task<bool> DeleteEndedAsync(SagaKey key, CancellationToken cancellation) => retention.DeleteAsync(key).WaitAsync(cancellation);

    public Task<IAsyncDisposable> ListenForEndsAsync(Action<SagaKey> ended, CancellationToken cancellation) => EndsListener.StartAsync(shards, ended, cancellation);

    /// <summary>A script of ours failed, or took a key for another type: it does so again. What a server says of itself (OOM, MISCONF, NOREPLICAS) passes.</summary>
    private static bool IsOurs(string message) => message.StartsWith("ERR", StringComparison.Ordinal) || message.StartsWith("WRONGTYPE", StringComparison.Ordinal);

    /// <summary>Answers of a server that is starting, failing over or held up by a script.</summary>
    private static bool IsPassing(string message) =>
        message.StartsWith("LOADING", StringComparison.Ordinal) || message.StartsWith("BUSY", StringComparison.Ordinal)
        || message.StartsWith("READONLY", StringComparison.Ordinal) || message.StartsWith("TRYAGAIN", StringComparison.Ordinal)
        || message.StartsWith("MASTERDOWN", StringComparison.Ordinal) || message.StartsWith("CLUSTERDOWN", StringComparison.Ordinal);
}
