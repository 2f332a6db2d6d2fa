namespace Swarm.Messaging.Wasm.Recovery.Instances;

/// <summary>What can be done to an instance. The first three are also control messages for whoever listens.</summary>
internal static class InstanceActions
{
    /// <summary>Its guests end, it is built anew and serves again under the same id.</summary>
    public const string Restart = "restart";

    /// <summary>Memory that no running guest holds is given back.</summary>
    public const string ClearMemory = "clear_memory";

    /// <summary>It is registered anew where others look for it.</summary>
    public const string Reconnect = "reconnect";

    /// <summary>It forgets its loaded modules.</summary>
    public const string ClearCache = "clear_cache";

    /// <summary>It runs a tiny guest.</summary>
    public const string Probe = "probe";

    /// <summary>It goes for good and another one comes in its place.</summary>
    public const string Replace = "replace";
}
