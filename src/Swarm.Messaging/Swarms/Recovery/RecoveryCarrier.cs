using Microsoft.Extensions.Logging;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>Does the steps of recoveries, and brings what became of the first one back to them. A step that was done before changes nothing.</summary>
internal sealed partial class RecoveryCarrier(
    SwarmRecovery recovery, TaskResumption resumption, ISwarmStates states, ISwarmRegistry registry, SagaRunner<RecoverySaga> sagas, AlertService alerts, ILogger<RecoveryCarrier> log) : IOutboxCarrier
{
    private const string RecoveryFailed = "recovery_failed";

    public Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation) => Task.WhenAll(commits.SelectMany(
        commit => commit.Emissions.OfType<Emission.ToRecovery>().Select(step => DoAsync(commit.Id, step, cancellation))));

    private async Task DoAsync(StoredOutboxId from, Emission.ToRecovery step, CancellationToken cancellation)
    {
        var id = from.Key.Id;
        switch (step.Action)
        {
            case RecoveryAction.Begin:
                var result = await BeginAsync(id, cancellation).ConfigureAwait(false);
                await sagas.HandleAsync([new SagaItem($"{from.Key}:{from.Version}:tried", id, new RecoveryTried(id, result))], cancellation).ConfigureAwait(false);
                break;
            case RecoveryAction.End:
                await EndAsync(id, step.Until ?? DateTimeOffset.MaxValue, cancellation).ConfigureAwait(false);
                break;
            case RecoveryAction.Resume:
                var resumed = await resumption.ResumeAsync(id, step.Reason ?? "", cancellation).ConfigureAwait(false);
                await sagas.HandleAsync([new SagaItem($"{from.Key}:{from.Version}:resumed", id, new RecoveryResumed(id, resumed))], cancellation).ConfigureAwait(false);
                break;
            case RecoveryAction.Fail:
                await registry.ChangeStatusAsync(id, SwarmStatuses.Interrupted, step.Reason, step.Until, cancellation).ConfigureAwait(false);
                break;
            case RecoveryAction.GiveUp:
                if (await registry.ChangeStatusAsync(id, SwarmStatuses.Failed, RecoveryFailed, step.Until, cancellation).ConfigureAwait(false) is ChangeOutcome.Invalid { From: not SwarmStatuses.Failed })
                    break;
                GaveUp(id, step.Reason);
                await alerts.RaiseAsync(Alert(id), cancellation).ConfigureAwait(false);
                break;
            default:
                await alerts.ClearAsync(AlertNames.RecoveryFailed, id, 0, cancellation).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>What waiting does not mend is a try that failed: done again and again it would never be counted, and nobody would hear of it.</summary>
    private async Task<RecoveryResult> BeginAsync(string id, CancellationToken cancellation)
    {
        try
        {
            return await recovery.BeginAsync(id, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (Defect.Is(e))
        {
            Unexpected(id, e);
            return new RecoveryResult.Failed($"It cannot be begun: {e.Message}");
        }
    }

    private async Task EndAsync(string id, DateTimeOffset begun, CancellationToken cancellation)
    {
        try
        {
            if (await states.EndRecoveryAsync(id, begun, cancellation).ConfigureAwait(false) is not ChangeOutcome.Busy busy)
                return;
            Overtaken(id, busy.Tries);
        }
        catch (Exception e) when (Defect.Is(e))
        {
            Unexpected(id, e);
        }

        await registry.ChangeStatusAsync(id, SwarmStatuses.Interrupted, RecoveryFailed, begun, cancellation).ConfigureAwait(false);
    }

    private static Condition Alert(string id) => new(
        AlertNames.RecoveryFailed, "critical", id, 1, 0, true, false,
        $"The swarm {id} could not be recovered and has failed. Its recovery's timeline says why: swarm swarm {id}. Deregister it, and register it anew.");

    [LoggerMessage(Level = LogLevel.Warning, Message = "A try to recover the swarm {SwarmId} failed unexpectedly")]
    private partial void Unexpected(string swarmId, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A try to recover the swarm {SwarmId} could not be ended: others have written its state between reading and writing, each of {Tries} times. It is interrupted again; let fewer write at once meanwhile")]
    private partial void Overtaken(string swarmId, int tries);

    [LoggerMessage(Level = LogLevel.Error, Message = "The swarm {SwarmId} could not be recovered and has failed: {Error}")]
    private partial void GaveUp(string swarmId, string? error);
}
