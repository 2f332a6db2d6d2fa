namespace Swarm.Messaging.Contracts.Wasm;

/// <summary>The limits are in force: missing instances are on their way, surplus ones go when their tasks have ended.</summary>
public sealed record PoolScaled
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The host whose figures these are.</summary>
    public required string HostId { get; init; }

    public required int Min { get; init; }

    public required int Max { get; init; }

    /// <summary>Instances now, those on their way included.</summary>
    public required int PoolSize { get; init; }

    /// <summary>Other hosts were told, too.</summary>
    public bool Told { get; init; }
}
