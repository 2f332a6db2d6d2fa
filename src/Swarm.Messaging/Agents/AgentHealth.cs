using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Agents;

/// <summary>
/// Agents that have fallen silent become inactive, once: their load is dropped, what they had not begun is placed elsewhere. Any number of
/// hosts may look; each agent is told of by one; none while this host's broker is, or was of late, away. Also puts right what placement sees otherwise than the store.
/// </summary>
internal sealed partial class AgentHealth(
    IAgentStore store,
    AgentPlacement placement,
    AgentProjection projection,
    AgentChannel channel,
    AgentBreakers breakers,
    IHearing hearing,
    IOptions<AgentOptions> options,
    TimeProvider time,
    ILogger<AgentHealth> log) : PeriodicService(options.Value.HealthCheck, time, log)
{
    private const int Limit = 500;

    public override TimeSpan Interval => options.Value.HealthCheck;

    public async Task<AgentCheck> RunOnceAsync(CancellationToken cancellation)
    {
        var offline = 0;
        var silent = hearing.HeardFor < options.Value.OfflineAfter ? [] : await store.SilentAsync(options.Value.OfflineAfter, Limit, cancellation).ConfigureAwait(false);
        foreach (var id in silent)
        {
            // Before it is marked: should this host die in between, another finds it still unmarked.
            await placement.RemoveAsync(id, cancellation).ConfigureAwait(false);
            if (await store.TakeOfflineAsync(id, options.Value.OfflineAfter, cancellation).ConfigureAwait(false) is not { } agent)
                continue;
            await projection.WriteAsync(agent, cancellation).ConfigureAwait(false);
            await channel.OfflineAsync(agent, cancellation).ConfigureAwait(false);
            Offline(id, agent.LastSeen);
            offline++;
        }

        var forgotten = await store.ForgetAsync(options.Value.Retention, Limit, cancellation).ConfigureAwait(false);
        await projection.RemoveAsync(forgotten, cancellation).ConfigureAwait(false);
        foreach (var id in forgotten)
            await breakers.ForgetAsync(id, cancellation).ConfigureAwait(false);
        var mended = await placement.ReconcileAsync(await store.ListAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        return new AgentCheck(offline, forgotten.Count, mended);
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation) =>
        (await RunOnceAsync(cancellation).ConfigureAwait(false)).Offline == Limit;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} has been silent since {LastSeen:O} and is inactive now; its work is placed elsewhere")]
    private partial void Offline(string agentId, DateTimeOffset lastSeen);
}

/// <summary>What a health check found.</summary>
/// <param name="Offline">Agents marked inactive.</param>
/// <param name="Forgotten">Agents that were inactive for too long.</param>
/// <param name="Mended">Agents that placement saw otherwise than they are.</param>
internal sealed record AgentCheck(int Offline, int Forgotten, int Mended);
