namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>What a host gave up.</summary>
public sealed record SwarmHostLeft
{
    public int SchemaVersion { get; init; } = 1;

    public string HostId { get; init; } = "";

    /// <summary>Swarms that it had.</summary>
    public IReadOnlyList<string> SwarmIds { get; init; } = [];
}
