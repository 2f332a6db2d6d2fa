using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>Tells the recovery of a swarm to begin now, and what came of that. The saga goes on whoever waits.</summary>
internal sealed class RecoveryByHand(ISwarmRegistry registry, ISwarmStates states, ISagaStore store, Sagas.SagaDefinition<RecoverySaga> definition, SagaRunner<RecoverySaga> sagas, TimeProvider time)
{
    private const int AtATime = 8;

    /// <returns><see cref="SwarmRecoveryResult"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> RecoverAsync(string swarmId, CommandOrigin origin, CancellationToken cancellation)
    {
        if (await registry.GetAsync(swarmId, cancellation).ConfigureAwait(false) is not { } before)
            return SwarmRefusals.NotFound(nameof(RecoverSwarm), swarmId);
        if (before.Status is not (SwarmStatuses.Interrupted or SwarmStatuses.Recovering))
            return SwarmRefusals.WrongState(nameof(RecoverSwarm), swarmId, before.Status);
        // Returns when the first step was tried. Only the same command that is delivered again is the same wish: between two, a try may have failed.
        await sagas.HandleAsync(
            [
                new SagaItem(
                    $"{RecoveryDefinition.TypeName}:{swarmId}:by-hand:{origin.MessageId ?? $"{Guid.NewGuid():N}"}", swarmId,
                    new RecoveryWanted(swarmId, time.GetUtcNow(), $"by {origin.Source}", before.Metadata.InterruptedAt)),
            ],
            cancellation).ConfigureAwait(false);
        var saga = await store.LoadAsync(definition.Key(swarmId), cancellation).ConfigureAwait(false) is { } stored ? definition.Read(stored) : null;
        var now = await registry.GetAsync(swarmId, cancellation).ConfigureAwait(false);
        var success = now?.Status is SwarmStatuses.Recovering or SwarmStatuses.Active;
        return new SwarmRecoveryResult
        {
            Success = success,
            SwarmId = swarmId,
            Status = now?.Status ?? "",
            State = success ? await StateAsync(swarmId, cancellation).ConfigureAwait(false) : null,
            RecoveryPlan = success ? saga?.Plan : null,
            Error = success ? null : saga?.Error ?? "It is not recovered yet.",
        };
    }

    /// <summary>All that are interrupted, or should be.</summary>
    public async Task<InterruptedSwarmsRecovered> RecoverAllAsync(CommandOrigin origin, CancellationToken cancellation)
    {
        // Those whose silence nobody has noticed yet are interrupted first.
        await registry.WatchAsync(cancellation).ConfigureAwait(false);
        var ids = await registry.DiscoverInterruptedAsync(cancellation).ConfigureAwait(false);
        var results = new List<SwarmRecoveryResult>();
        foreach (var some in ids.Order(StringComparer.Ordinal).Chunk(AtATime))
            results.AddRange(await Task.WhenAll(some.Select(id => OneAsync(id, origin, cancellation))).ConfigureAwait(false));
        return new InterruptedSwarmsRecovered { Total = results.Count, Results = results };
    }

    private async Task<SwarmRecoveryResult> OneAsync(string swarmId, CommandOrigin origin, CancellationToken cancellation) =>
        await RecoverAsync(swarmId, origin, cancellation).ConfigureAwait(false) switch
        {
            SwarmRecoveryResult result => result,
            CommandRejected rejected => new SwarmRecoveryResult { SwarmId = swarmId, Error = rejected.Message },
            var other => throw new InvalidOperationException($"{other} is no answer to a recovery."),
        };

    private async Task<JsonElement?> StateAsync(string swarmId, CancellationToken cancellation)
    {
        try
        {
            return (await states.LoadAsync(swarmId, cancellation).ConfigureAwait(false))?.Document;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
