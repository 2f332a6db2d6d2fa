namespace Swarm.Messaging.Agents;

/// <summary>How one attempt at an agent ended.</summary>
/// <param name="Duration">From start to end; only successes count for the average.</param>
public sealed record AgentOutcome(string AgentId, bool Success, TimeSpan Duration);
