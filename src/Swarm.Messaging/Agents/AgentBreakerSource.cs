using Swarm.Messaging.Breakers;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Agents;

/// <summary>Circuit breakers of agents among those of nodes and sessions.</summary>
internal sealed class AgentBreakerSource(IAgentStore store, AgentCommands commands) : IBreakerSource
{
    private const string Prefix = "agent:";

    /// <summary>Why an agent without slots gets nothing, when that is its breaker.</summary>
    public static string? Why(AgentState agent) =>
        agent is { IsDrained: false, Breaker: BreakerStates.Open } ? $"its breaker is open until {agent.RestUntil:O}: swarm breakers reset {Prefix}{agent.AgentId}" : null;

    public async Task<IReadOnlyList<NodeBreaker>> ListAsync(int limit, CancellationToken cancellation) =>
        [.. (await store.ListAsync(cancellation).ConfigureAwait(false))
            .Where(a => a.Breaker != BreakerStates.Closed || a.FailedInARow > 0 || a.Breaks > 0)
            .OrderByDescending(a => a.LastSeen).Take(limit)
            .Select(a => new NodeBreaker(Prefix + a.AgentId, a.Breaker, a.FailedInARow, a.Breaks, 0, a.OpenedAt, a.RestUntil))];

    public async Task<bool> ResetAsync(string key, string who, CancellationToken cancellation) =>
        key.StartsWith(Prefix, StringComparison.Ordinal)
        && await commands.ResetBreakerAsync(key[Prefix.Length..], who, cancellation).ConfigureAwait(false) is AgentChanged { Changed: true };
}
