using Swarm.Messaging.HostMemory;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>Results in this host's memory: bounded by stored bytes and by number, each with an end of its own.</summary>
internal sealed class MemoryTier(IEvictionPolicy policy, long mostBytes, int mostEntries, TimeProvider time) : IMemoryTrim
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private long bytes;
    private long saved;
    private long hits;
    private long misses;
    private long evictions;
    private long forgotten;

    /// <summary>How often results were forgotten because others said so: what was read elsewhere before that may be old.</summary>
    public long Forgotten => Interlocked.Read(ref forgotten);

    public string Eviction => policy.Name;

    public PackedResult? Find(string key)
    {
        lock (gate)
        {
            if (entries.TryGetValue(key, out var entry) && entry.ExpiresAt > time.GetUtcNow())
            {
                hits++;
                policy.Used(key);
                return entry.Result;
            }

            Remove(key);
            misses++;
            return null;
        }
    }

    /// <summary>What is larger than all the room is not kept.</summary>
    /// <param name="readAt">What <see cref="Forgotten"/> was before the result was read elsewhere: since then it must not have changed. Null: it was made here.</param>
    public void Put(string key, PackedResult result, TimeSpan ttl, long? readAt = null)
    {
        lock (gate)
        {
            if (readAt is { } at && at != forgotten)
                return;
            Remove(key);
            if (result.Size > mostBytes || ttl <= TimeSpan.Zero)
                return;
            MakeRoom(mostBytes - result.Size, mostEntries - 1);
            entries[key] = new Entry(result, time.GetUtcNow() + ttl);
            bytes += result.Size;
            saved += result.Saved;
            policy.Added(key);
        }
    }

    public long TrimHalf()
    {
        lock (gate)
        {
            var before = bytes;
            MakeRoom(bytes / 2, entries.Count);
            return before - bytes;
        }
    }

    /// <summary>Another host has a newer one.</summary>
    public void Forget(string key)
    {
        lock (gate)
        {
            forgotten++;
            Remove(key);
        }
    }

    /// <returns>How many went.</returns>
    public int Clear()
    {
        lock (gate)
        {
            forgotten++;
            return RemoveAll(_ => true);
        }
    }

    /// <summary>Those whose time is over.</summary>
    public int Purge()
    {
        var now = time.GetUtcNow();
        return RemoveAll(entry => entry.ExpiresAt <= now);
    }

    public MemoryTierFigures Figures()
    {
        lock (gate)
            return new(entries.Count, bytes, saved, hits, misses, evictions);
    }

    private int RemoveAll(Func<Entry, bool> goes)
    {
        lock (gate)
        {
            var keys = entries.Where(e => goes(e.Value)).Select(e => e.Key).ToList();
            keys.ForEach(key => Remove(key));
            return keys.Count;
        }
    }

    private void MakeRoom(long roomBytes, int roomEntries)
    {
        while (entries.Count > 0 && (bytes > roomBytes || entries.Count > roomEntries))
        {
            // A policy that names what is not there would otherwise be asked for ever.
            if (policy.Next() is not { } key || !Remove(key))
                Remove(entries.Keys.First());
            evictions++;
        }
    }

    private bool Remove(string key)
    {
        if (!entries.Remove(key, out var entry))
            return false;
        bytes -= entry.Result.Size;
        saved -= entry.Result.Saved;
        policy.Removed(key);
        return true;
    }

    private sealed record Entry(PackedResult Result, DateTimeOffset ExpiresAt);
}

/// <param name="Bytes">As stored.</param>
/// <param name="Saved">By compression.</param>
internal sealed record MemoryTierFigures(int Entries, long Bytes, long Saved, long Hits, long Misses, long Evictions);
