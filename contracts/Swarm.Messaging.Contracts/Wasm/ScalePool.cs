namespace Swarm.Messaging.Contracts.Wasm;

/// <summary>
/// Sets how many WebAssembly instances a host has. Queue <c>swarm.scale-pool</c>, or POST <c>/api/pool/scale</c>, which means the host that is
/// asked. Answer: <see cref="PoolScaled"/>.
/// </summary>
public sealed record ScalePool
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The host whose pool is meant; absent: every host's. For another host than the one that takes the command all need the same control key.</summary>
    public string? HostId { get; init; }

    /// <summary>Instances at least, 1..100.</summary>
    public int? Min { get; init; }

    /// <summary>Instances at most, 1..100.</summary>
    public int? Max { get; init; }

    /// <summary>The same as both; not together with them.</summary>
    public int? Size { get; init; }
}
