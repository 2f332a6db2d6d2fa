namespace Swarm.Messaging.Wasm.Recovery;

/// <param name="Type"><c>regular_agent</c> or <c>streaming_agent</c>.</param>
/// <param name="ErrorId">The error that ended recovery.</param>
internal sealed record TaskFallback(string Type, string ErrorId);
