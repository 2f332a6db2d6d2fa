using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>
/// The leader's look at the health of all swarms: what is silent is interrupted, what is interrupted is told as <c>interrupted_swarms_detected</c>, and of what waits
/// for a recovery that nobody has under way, one begins. Deadlines are kept without it, by timers; it makes up for what was lost.
/// </summary>
internal sealed partial class HealthDuty(
    ISwarmRegistry registry, ISwarmStates states, ISagaStore store, SagaDefinition<RecoverySaga> definition, SagaRunner<RecoverySaga> sagas, Announcer announcer, LeaderService leader,
    IOptionsMonitor<SwarmsOptions> options, TimeProvider time, ILogger<HealthDuty> log) : LeaderDuty(leader, options.CurrentValue.SweepInterval, time, log)
{
    // The news of an interruption and the timer of its recovery come by themselves within it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly string[] UnderWay =
        [nameof(RecoveryStateMachine.Waiting), nameof(RecoveryStateMachine.Beginning), nameof(RecoveryStateMachine.Confirming), nameof(RecoveryStateMachine.Finishing)];

    private readonly ILogger<HealthDuty> log = log;

    public override TimeSpan Interval => options.CurrentValue.SweepInterval;

    public async Task<SwarmHealth> RunOnceAsync(CancellationToken cancellation)
    {
        await registry.WatchAsync(cancellation).ConfigureAwait(false);
        var interrupted = await registry.DiscoverInterruptedAsync(cancellation).ConfigureAwait(false);
        var begun = new List<string>();
        foreach (var id in interrupted)
        {
            if (await BeginAsync(id, cancellation).ConfigureAwait(false))
                begun.Add(id);
        }

        if (interrupted.Count > 0)
            await announcer.TellAsync(SwarmPublisher.Channel, SwarmWatch.Detected, new { SwarmIds = interrupted }, cancellation).ConfigureAwait(false);
        if (begun.Count > 0)
            Begun(log, begun);
        return new SwarmHealth(interrupted, begun);
    }

    protected override async Task<DutyDone> PerformAsync(LeaderTerm term, CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return DutyDone.Done;
    }

    private async Task<bool> BeginAsync(string id, CancellationToken cancellation)
    {
        if (await registry.GetAsync(id, cancellation).ConfigureAwait(false) is not { Status: SwarmStatuses.Interrupted, Metadata.InterruptedAt: { } at } swarm
            || await states.NowAsync(cancellation).ConfigureAwait(false) - at < options.CurrentValue.RecoverAfter + Patience
            || await store.LoadAsync(definition.Key(id), cancellation).ConfigureAwait(false) is { } saga && UnderWay.Contains(saga.State))
        {
            return false;
        }

        await sagas.HandleAsync(
            [new SagaItem($"{RecoveryDefinition.TypeName}:{id}:health:{swarm.Version}", id, new RecoveryWanted(id, Time.GetUtcNow(), "found by the leader"))], cancellation)
            .ConfigureAwait(false);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody recovered the interrupted swarms {SwarmIds}; their recovery begins now")]
    private static partial void Begun(ILogger logger, IReadOnlyList<string> swarmIds);
}

/// <summary>What a look at the health of all swarms found.</summary>
/// <param name="Begun">Those whose recovery it began.</param>
internal sealed record SwarmHealth(IReadOnlyList<string> Interrupted, IReadOnlyList<string> Begun);
