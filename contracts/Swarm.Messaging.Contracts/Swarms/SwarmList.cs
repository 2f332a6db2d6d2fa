namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Swarms, newest first.
/// </summary>
public sealed record SwarmList
{
    public int SchemaVersion { get; init; } = 1;

    public IReadOnlyList<SwarmDocument> Swarms { get; init; } = [];
}
