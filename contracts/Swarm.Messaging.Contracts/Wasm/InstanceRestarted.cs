namespace Swarm.Messaging.Contracts.Wasm;

/// <summary>The instance serves again.</summary>
public sealed record InstanceRestarted
{
    public int SchemaVersion { get; init; } = 1;

    public required string InstanceId { get; init; }
}
