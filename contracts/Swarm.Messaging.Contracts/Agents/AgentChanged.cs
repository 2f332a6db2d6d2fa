namespace Swarm.Messaging.Contracts.Agents;

/// <summary>A command about an existing agent took effect, or found it in effect already.</summary>
public sealed record AgentChanged
{
    public int SchemaVersion { get; init; } = 1;

    public required string Command { get; init; }

    public required string AgentId { get; init; }

    /// <summary><see cref="AgentStates"/>, after the command.</summary>
    public required string Status { get; init; }

    /// <summary><c>closed</c>, <c>open</c> or <c>half-open</c>.</summary>
    public required string Breaker { get; init; }

    /// <summary>False when it was so already.</summary>
    public bool Changed { get; init; }
}
