namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>One failed execution in the error history.</summary>
/// <param name="Id"><c>err_</c>, task id and execution.</param>
/// <param name="Stack">Frames of the guest, when it trapped; at most 2,000 characters.</param>
/// <param name="Timestamp">Epoch ms.</param>
internal sealed record ErrorRecord(
    string Id, string Message, string? Stack, ErrorContext Context, ErrorClassification Classification, long Timestamp, string? InstanceId);
