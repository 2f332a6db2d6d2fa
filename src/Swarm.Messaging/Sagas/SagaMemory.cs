using BitFaster.Caching.Lru;

namespace Swarm.Messaging.Sagas;

/// <summary>
/// Open sagas as this host last committed them, so that the next item need not load what was just written. What is remembered may be behind:
/// it serves for a commit, which the store refuses unless the version is still the same, and for nothing that ends without one.
/// </summary>
internal sealed class SagaMemory<TSaga>(ISagaStore store, TimeProvider time)
    where TSaga : class, IStoredSagaInstance
{
    private const int Capacity = 8_192;

    /// <summary>Larger ones are loaded: together they would be more than a host should hold.</summary>
    private const int LargestDocument = 8 * 1024;

    private static readonly TimeSpan Age = TimeSpan.FromSeconds(10);

    private readonly ConcurrentLru<SagaKey, Entry> open = new(Capacity);

    /// <returns>Null when it has to be loaded. A store that was away may have lost what was written, and written another version under the same number.</returns>
    public StoredSaga? Find(SagaKey key) =>
        open.TryGet(key, out var entry) && entry.Connection == store.Connection && time.GetElapsedTime(entry.At) < Age ? entry.Saga : null;

    /// <summary>What is removed keeps its place in the cache until others push it out, for hours when they are few: it goes without what it held.</summary>
    public void Forget(SagaKey key)
    {
        if (open.TryRemove(key, out var entry))
            entry.Saga = null;
    }

    /// <param name="before">What the commit was made from; null for a new saga.</param>
    /// <param name="connection">Of the store, when the commit was begun.</param>
    public void Keep(StoredSaga? before, SagaCommit commit, long version, long connection)
    {
        if (commit.Ended || commit.Document.Length > LargestDocument)
        {
            Forget(commit.Key);
            return;
        }

        var timers = before is null ? [] : new Dictionary<string, long>(before.Timers, StringComparer.Ordinal);
        foreach (var name in commit.TimersCleared)
            timers.Remove(name);
        foreach (var timer in commit.TimersSet)
            timers[timer.Name] = version;
        open.AddOrUpdate(commit.Key, new Entry(
            new StoredSaga(commit.Key, version, commit.SchemaVersion, commit.State, commit.Document, timers), connection, time.GetTimestamp()));
    }

    private sealed class Entry(StoredSaga saga, long connection, long at)
    {
        public StoredSaga? Saga { get; set; } = saga;

        public long Connection => connection;

        public long At => at;
    }
}
