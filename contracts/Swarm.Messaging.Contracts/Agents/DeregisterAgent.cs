namespace Swarm.Messaging.Contracts.Agents;

/// <summary>
/// The agent is no more. What it has not begun is placed elsewhere at once, what it runs when its lease expires: report first, then leave.
/// Queue <c>swarm.deregister-agent</c>, or DELETE <c>/api/agents/{id}</c>. Answer: <see cref="AgentChanged"/>.
/// </summary>
public sealed record DeregisterAgent
{
    public int SchemaVersion { get; init; } = 1;

    public string? AgentId { get; init; }

    /// <summary>As in <see cref="RegisterAgent"/>, of an agent that says it itself: one that does not have the id is refused (<c>agent_in_use</c>). Absent: whoever says it.</summary>
    public string? Instance { get; init; }

    /// <summary>For the log, at most 500 characters.</summary>
    public string? Reason { get; init; }
}
