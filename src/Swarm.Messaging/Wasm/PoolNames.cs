namespace Swarm.Messaging.Wasm;

/// <summary>Keys and channels of the pool.</summary>
internal static class PoolNames
{
    /// <summary>Hash, a field per instance of any host.</summary>
    public const string Instances = "swarm:wasm-instances";

    /// <summary>What all hosts' pools are like, for an hour.</summary>
    public const string Snapshot = "swarm:phase-5:wasm-pool";

    /// <summary>Channel of <see cref="PoolEventNames"/>.</summary>
    public const string Status = "swarm:phase-5:wasm-status";

    /// <summary>Our own: a field per host, out of which the snapshot is made; each host writes its own only.</summary>
    public const string Hosts = "swarm-messaging:wasm-pool:hosts";

    /// <summary>Hash: allocated, used; MB.</summary>
    public static string Memory(string instanceId) => $"swarm:wasm:instance:{instanceId}:memory";
}
