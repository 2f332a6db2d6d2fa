namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>The cache of node results as it is now, after what was asked.</summary>
public sealed record CacheManaged
{
    public int SchemaVersion { get; init; } = 1;

    public required string Action { get; init; }

    /// <summary>Of a clear: results that are gone from what the hosts share.</summary>
    public long? Cleared { get; init; }

    /// <summary>The host that answers, whose figures these are since it started.</summary>
    public required string HostId { get; init; }

    /// <summary>How this host chooses what goes when there is no room: lru, lfu, fifo, or the name of a policy of its own.</summary>
    public required string Eviction { get; init; }

    /// <summary>In this host's memory.</summary>
    public long Entries { get; init; }

    /// <summary>In this host's memory, as stored.</summary>
    public double SizeMb { get; init; }

    /// <summary>Answers given, from memory or from what the hosts share.</summary>
    public long Hits { get; init; }

    /// <summary>Those of them that came from what the hosts share.</summary>
    public long SharedHits { get; init; }

    public long Misses { get; init; }

    /// <summary>0..1; 0 while nothing was asked.</summary>
    public double HitRate { get; init; }

    public double MissRate { get; init; }

    public long Evictions { get; init; }

    /// <summary>Bytes saved by compression over bytes stored.</summary>
    public double CompressionRatio { get; init; }

    /// <summary>Nodes that wait here for the result of an equal one that runs.</summary>
    public long Waiting { get; init; }

    /// <summary>Shared by all hosts. Null while the store is out of reach, as is its size.</summary>
    public long? SharedEntries { get; init; }

    public double? SharedSizeMb { get; init; }
}
