using Swarm.Messaging.Bus;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Agents;

/// <summary>Makes placement see an agent as it is: a target with the slots it may have now, a draining one, or none.</summary>
internal sealed class AgentPlacement(IPlacementStore placement, IAgentStore store, PlacementNewsQueue news, BusNames names)
{
    public const string TargetType = "agent";

    /// <summary>Idempotent; any host, at any time, and whatever has become of the agent since it was read: one that has left meanwhile gets no work again.</summary>
    public async Task SettleAsync(AgentState agent, CancellationToken cancellation)
    {
        await ApplyAsync(agent, cancellation).ConfigureAwait(false);
        if (agent is not { IsActive: true, SlotsNow: > 0 })
            return;
        // Whoever drains or removes it writes that down first: if that came in between, it is seen here.
        var now = await store.GetAsync(agent.AgentId, cancellation).ConfigureAwait(false);
        if (now is null)
            await RemoveAsync(agent.AgentId, cancellation).ConfigureAwait(false);
        else if (now is { IsActive: false } or { SlotsNow: 0 })
            await ApplyAsync(now, cancellation).ConfigureAwait(false);
    }

    private async Task ApplyAsync(AgentState agent, CancellationToken cancellation)
    {
        if (!agent.IsActive)
            await RemoveAsync(agent.AgentId, cancellation).ConfigureAwait(false);
        else if (agent.SlotsNow == 0)
            await placement.DrainTargetAsync(agent.AgentId, AgentBreakerSource.Why(agent), cancellation).ConfigureAwait(false);
        else
            news.Add(await placement.RegisterTargetAsync(Target(agent, await NeededAsync([agent], cancellation).ConfigureAwait(false)), cancellation).ConfigureAwait(false));
    }

    /// <summary>What it has not begun is placed elsewhere at once.</summary>
    public async Task RemoveAsync(string agentId, CancellationToken cancellation) =>
        news.Add(await placement.RemoveTargetAsync(agentId, cancellation).ConfigureAwait(false));

    /// <summary>Renews leases, and makes an agent known to placement again that it had forgotten.</summary>
    /// <returns>Listed tokens that are no longer current.</returns>
    public async Task<IReadOnlyList<string>> RenewAsync(AgentState agent, IReadOnlyList<string> tokens, CancellationToken cancellation)
    {
        var renewal = await placement.RenewAsync(agent.AgentId, tokens, cancellation).ConfigureAwait(false);
        if (!renewal.Known && agent.SlotsNow > 0)
        {
            await SettleAsync(agent, cancellation).ConfigureAwait(false);
            renewal = await placement.RenewAsync(agent.AgentId, tokens, cancellation).ConfigureAwait(false);
        }

        news.Add(renewal.News);
        return renewal.Gone;
    }

    public Task<IReadOnlyList<bool>> StartAsync(string agentId, IReadOnlyList<string> tokens, string call, CancellationToken cancellation) =>
        placement.StartAttemptsAsync(agentId, tokens, call, cancellation);

    /// <summary>Null when placement has no target of that name.</summary>
    public async Task<TargetReport?> FindAsync(string id, CancellationToken cancellation) =>
        (await placement.ReportAsync(cancellation).ConfigureAwait(false)).Targets.FirstOrDefault(t => t.TargetId == id);

    /// <summary>Whatever a host that died half way, or two that acted at the same moment, left otherwise than it should be.</summary>
    /// <returns>How many agents were put right.</returns>
    public async Task<int> ReconcileAsync(IReadOnlyList<AgentState> agents, CancellationToken cancellation)
    {
        var targets = (await placement.ReportAsync(cancellation).ConfigureAwait(false)).Targets.ToDictionary(t => t.TargetId, StringComparer.Ordinal);
        var needed = await NeededAsync(agents, cancellation).ConfigureAwait(false);
        var mended = 0;
        foreach (var agent in agents)
        {
            if (!targets.TryGetValue(agent.AgentId, out var target) || target.Type != TargetType || IsRight(agent, target, needed))
                continue;
            await SettleAsync(agent, cancellation).ConfigureAwait(false);
            mended++;
        }

        return mended;
    }

    /// <summary>One that is silent is left alone: its next heartbeat, or the health check, says what it is.</summary>
    private static bool IsRight(AgentState agent, TargetReport target, IReadOnlyCollection<string> needed) => target.Status switch
    {
        // What is asked for may have become known while it was registering at another host.
        "active" => target.Slots == agent.SlotsNow
            && target.Capabilities.Where(SkillWords.IsCapability).ToHashSet().SetEquals(SkillWords.Of(agent.Definition, needed).Where(SkillWords.IsCapability)),
        "draining" => agent is { IsActive: true, SlotsNow: 0 },
        _ => agent.IsActive,
    };

    private async Task<IReadOnlyCollection<string>> NeededAsync(IEnumerable<AgentState> agents, CancellationToken cancellation) =>
        agents.Any(a => a.Definition.Skills.Any()) ? await store.NeededAsync(cancellation).ConfigureAwait(false) : [];

    private TargetDefinition Target(AgentState agent, IReadOnlyCollection<string> needed) => new(
        agent.AgentId, TargetType, agent.AgentId, names.Agent(agent.AgentId), AgentWords.Of(agent.Definition, needed), agent.SlotsNow)
    {
        Rating = agent.Definition.TakesKind(WorkloadGate.Kind) ? Rating(agent.Definition.Standing, agent.Gate) : null,
    };

    private static TargetRating Rating(AgentStanding said, WorkloadGate gate) =>
        new(said.Health, said.SuccessRate, said.Quality, said.Reliability, said.Workload, gate.Step);
}
