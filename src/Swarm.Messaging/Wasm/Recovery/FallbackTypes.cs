namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>Whom a task goes to that leaves WebAssembly.</summary>
internal static class FallbackTypes
{
    public const string RegularAgent = "regular_agent";

    /// <summary>Takes its input piece by piece; a regular one serves when there is none.</summary>
    public const string StreamingAgent = "streaming_agent";
}
