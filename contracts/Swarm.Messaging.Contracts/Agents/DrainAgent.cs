namespace Swarm.Messaging.Contracts.Agents;

/// <summary>No new work for the agent; what it runs goes on. Queue <c>swarm.drain-agent</c>, or POST <c>/api/agents/{id}/drain</c>. Answer: <see cref="AgentChanged"/>.</summary>
public sealed record DrainAgent
{
    public int SchemaVersion { get; init; } = 1;

    public string? AgentId { get; init; }

    /// <summary>As in <see cref="RegisterAgent"/>, of an agent that says it itself: one that does not have the id is refused (<c>agent_in_use</c>). Absent: whoever says it.</summary>
    public string? Instance { get; init; }

    /// <summary>True: work again. Default false.</summary>
    public bool? Undo { get; init; }

    /// <summary>True: the agent itself is about to leave; its next registration undoes it. Default false: it lasts until undone.</summary>
    public bool? Leaving { get; init; }

    /// <summary>For the log, at most 500 characters.</summary>
    public string? Reason { get; init; }
}
