namespace Swarm.Messaging.Contracts.Agents;

/// <summary>
/// The agent lives and holds these leases, which are renewed for 15 s each. Every 5 s, also without any. Queue <c>swarm.agent-heartbeat</c>, or
/// POST <c>/api/agents/{id}/heartbeat</c>. Answer: <see cref="AgentRenewed"/>.
/// </summary>
public sealed record AgentHeartbeat
{
    public int SchemaVersion { get; init; } = 1;

    public string? AgentId { get; init; }

    /// <summary>As in <see cref="RegisterAgent"/>: of an instance that does not have the id the agent is not known (<c>known</c> false).</summary>
    public string? Instance { get; init; }

    /// <summary>Lease tokens of everything it has: waiting in its process, running, or reported and not yet named among those gone. At most 10,000. One it has been sent and does not list is sent again.</summary>
    public IReadOnlyList<string>? Tokens { get; init; }

    /// <summary>As in <see cref="RegisterAgent"/>, as it is now; absent: as it was. Likewise the four below.</summary>
    public decimal? Workload { get; init; }

    public decimal? Health { get; init; }

    public decimal? Reliability { get; init; }

    public decimal? Quality { get; init; }

    public decimal? SuccessRate { get; init; }
}
