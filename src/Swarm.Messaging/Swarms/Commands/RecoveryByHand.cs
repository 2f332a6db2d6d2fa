using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>Tells the recovery of a swarm to begin now, and what came of that. The saga goes on whoever waits.</summary>
internal sealed class RecoveryByHand(ISwarmRegistry registry, ISwarmStates states, ISagaStore store, Sagas.SagaDefinition<RecoverySaga> definition, SagaRunner<RecoverySaga> sagas, TimeProvider time)
{
    public async Task<object> RecoverAsync(string swarmId, string who, CancellationToken cancellation)
    {
        if (await registry.GetAsync(swarmId, cancellation).ConfigureAwait(false) is not { } before)
            return SwarmRefusals.NotFound(nameof(RecoverSwarm), swarmId);
        if (before.Status is not (SwarmStatuses.Interrupted or SwarmStatuses.Recovering))
            return SwarmRefusals.WrongState(nameof(RecoverSwarm), swarmId, before.Status);
        // Returns when the first step was tried. Told again for the same interruption it changes nothing.
        await sagas.HandleAsync(
            [new SagaItem($"{RecoveryDefinition.TypeName}:{swarmId}:by-hand:{before.Version}", swarmId, new RecoveryWanted(swarmId, time.GetUtcNow(), $"by {who}"))], cancellation)
            .ConfigureAwait(false);
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
