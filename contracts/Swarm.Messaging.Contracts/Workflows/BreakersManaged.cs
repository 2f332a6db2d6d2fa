namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>The circuit breakers of workflow nodes, agents and sessions, as they are after what was asked.</summary>
public sealed record BreakersManaged
{
    public int SchemaVersion { get; init; } = 1;

    public required string Action { get; init; }

    /// <summary>That was reset.</summary>
    public string? Key { get; init; }

    /// <summary>Used within the last hour, or not closed, or with failures; those that are not closed first, at most 1,000.</summary>
    public required IReadOnlyList<NodeBreaker> Breakers { get; init; }
}
