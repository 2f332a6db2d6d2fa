namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>What only the host that ran an execution knows of its failure.</summary>
internal sealed record FailureDetail(string? Trap, string? Stack, string? InstanceId, string HostId);
