namespace Swarm.Messaging.Agents;

/// <summary>What a call to the store did to an agent.</summary>
/// <param name="Now">Afterwards.</param>
/// <param name="Changed">It did something: the agent is new, came back, was drained, its breaker moved. Of many hosts that do the same one is told so.</param>
public sealed record AgentChange(AgentState Now, bool Changed);
