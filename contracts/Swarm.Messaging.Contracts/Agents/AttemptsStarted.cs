namespace Swarm.Messaging.Contracts.Agents;

/// <summary>Which attempts may run.</summary>
public sealed record AttemptsStarted
{
    public int SchemaVersion { get; init; } = 1;

    public required string AgentId { get; init; }

    /// <summary>Of the tokens asked about, those to run. The others are not the agent's any more: forget them.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];
}
