namespace Swarm.Messaging.Wasm.Recovery.Instances;

/// <summary>Keys of one instance, as outside readers know them. The pool writes them.</summary>
internal static class InstanceKeys
{
    /// <summary>JSON, <c>status</c> is <c>healthy</c> or what is wrong.</summary>
    public static string Health(string instanceId) => $"swarm:wasm:instance:{instanceId}:health";

    public static string Cache(string instanceId) => $"swarm:wasm:instance:{instanceId}:cache";
}
