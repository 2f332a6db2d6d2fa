namespace Swarm.Messaging.Tasks;

/// <summary>Where a task with a course may run.</summary>
internal static class TaskPhases
{
    /// <summary>Wherever its pair is declared: it has not failed in WebAssembly yet.</summary>
    public const string Open = "open";

    /// <summary>In WebAssembly: the coming execution recovers from a failed one.</summary>
    public const string Wasm = "wasm";

    /// <summary>At agents: it left WebAssembly by fallback and is not offered it again.</summary>
    public const string Agent = "agent";
}
