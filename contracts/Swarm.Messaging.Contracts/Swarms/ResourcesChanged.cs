namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A pool after a command.</summary>
public sealed record ResourcesChanged
{
    public int SchemaVersion { get; init; } = 1;

    public required string Command { get; init; }

    public required string ResourceType { get; init; }

    public string? SwarmId { get; init; }

    /// <summary>Allocated or given back by this command.</summary>
    public long Amount { get; init; }

    public string? AllocationId { get; init; }

    public long Total { get; init; }

    /// <summary>What is left.</summary>
    public long Available { get; init; }
}
