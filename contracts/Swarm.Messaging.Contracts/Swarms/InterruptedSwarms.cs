namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Swarms that wait for their recovery.
/// </summary>
public sealed record InterruptedSwarms
{
    public int SchemaVersion { get; init; } = 1;

    public IReadOnlyList<string> SwarmIds { get; init; } = [];
}
