namespace Swarm.Messaging.Contracts.Agents;

/// <summary>Closes the agent's circuit breaker and forgets its recent failures. Queue <c>swarm.reset-agent-breaker</c>, or POST <c>/api/agents/{id}/reset-breaker</c>. Answer: <see cref="AgentChanged"/>.</summary>
public sealed record ResetAgentBreaker
{
    public int SchemaVersion { get; init; } = 1;

    public string? AgentId { get; init; }
}
