namespace Swarm.Messaging.Contracts.Wasm;

/// <summary>
/// Ends an instance's life and begins the next under the same id. What runs on it may end for a moment, then it is placed again and loses no
/// attempt. Queue <c>swarm.restart-instance</c>, or POST <c>/api/pool/instances/{id}/restart</c>. Answer: <see cref="InstanceRestarted"/>.
/// </summary>
public sealed record RestartInstance
{
    public int SchemaVersion { get; init; } = 1;

    public string? InstanceId { get; init; }

    public string? Reason { get; init; }
}
