namespace Swarm.Messaging.Contracts.Agents;

/// <summary>The answer to a heartbeat.</summary>
public sealed record AgentRenewed
{
    public int SchemaVersion { get; init; } = 1;

    public required string AgentId { get; init; }

    /// <summary>False: the agent is not known (any more): register again. Nothing was renewed.</summary>
    public bool Known { get; init; }

    /// <summary>Listed tokens that are no longer the agent's: stop that work and report nothing more of it.</summary>
    public IReadOnlyList<string> Gone { get; init; } = [];

    /// <summary>True: give back with <c>returned</c> what has not begun, and begin nothing more.</summary>
    public bool Draining { get; init; }
}
