using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Agents;

/// <summary>Area <c>agents</c>, and the list of the API.</summary>
internal sealed class AgentStatus(IAgentStore store, IPlacementStore placement) : IStatusSource
{
    public string Area => "agents";

    public async Task<object> ReportAsync(CancellationToken cancellation) => await ReadAsync(cancellation).ConfigureAwait(false);

    /// <summary>In a word, for the log of operators.</summary>
    public async Task<string> StatusOfAsync(string agentId, CancellationToken cancellation) =>
        await store.GetAsync(agentId, cancellation).ConfigureAwait(false) is { } agent ? $"{agent.Status}, breaker {agent.Breaker}" : "none";

    public async Task<AgentReport> ReadAsync(CancellationToken cancellation)
    {
        var targets = (await placement.ReportAsync(cancellation).ConfigureAwait(false)).Targets.ToDictionary(t => t.TargetId, t => t.Used, StringComparer.Ordinal);
        var agents = (await store.ListAsync(cancellation).ConfigureAwait(false))
            .Select(a => AgentView.Of(a, a.IsActive ? targets.GetValueOrDefault(a.AgentId) : 0)).ToList();
        var working = agents.Where(a => a.Status != AgentStates.Inactive).ToList();
        return new AgentReport(
            agents.Count(a => a.Status == AgentStates.Active),
            agents.Count(a => a.Status == AgentStates.Draining),
            agents.Count(a => a.Status == AgentStates.Inactive),
            agents.Count(a => a.Breaker != BreakerStates.Closed),
            working.Sum(a => a.Load),
            working.Sum(a => a.MaxCapacity),
            working.Count == 0 ? 0 : Math.Round((double)working.Sum(a => a.Load) / working.Count, 2),
            agents);
    }
}

/// <param name="BreakersOpen">Open or half-open.</param>
/// <param name="Load">Attempts at agents.</param>
/// <param name="Capacity">Of agents that are heard of.</param>
internal sealed record AgentReport(
    int Active, int Draining, int Inactive, int BreakersOpen, int Load, int Capacity, double AvgLoadPerAgent, IReadOnlyList<AgentView> Agents);
