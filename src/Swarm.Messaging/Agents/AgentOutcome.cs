namespace Swarm.Messaging.Agents;

/// <summary>How one attempt at an agent ended.</summary>
/// <param name="Duration">From start to end; only successes count for the average.</param>
/// <param name="OneLoss">Its lease has ended by itself: those of an agent that end within this time of each other were lost together, with its process or its connection, and are one failure. Null: it was not lost.</param>
public sealed record AgentOutcome(string AgentId, bool Success, TimeSpan Duration, TimeSpan? OneLoss = null);
