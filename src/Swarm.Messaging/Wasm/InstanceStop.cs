namespace Swarm.Messaging.Wasm;

/// <summary>Why an instance's guests were stopped.</summary>
/// <param name="Reason">As a clause: <c>it was restarted</c>.</param>
internal sealed record InstanceStop(string Reason);
