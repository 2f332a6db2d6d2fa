using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>Reads swarms for callers; changes nothing.</summary>
internal sealed class SwarmQueries(SwarmReads reads, ISwarmStates states, ISagaStore store)
{
    /// <param name="fresh">As it is now; else some seconds old at most.</param>
    public async Task<SwarmDetails?> GetAsync(string swarmId, bool fresh, CancellationToken cancellation)
    {
        if (fresh)
            reads.Forget(swarmId);
        if (await reads.SwarmAsync(swarmId, cancellation).ConfigureAwait(false) is not { } swarm)
            return null;
        return new SwarmDetails
        {
            Swarm = swarm,
            State = await StateAsync(swarmId, cancellation).ConfigureAwait(false),
            Snapshots = Copies(await states.SnapshotsAsync(swarmId, cancellation).ConfigureAwait(false)),
            Checkpoints = Copies(await states.CheckpointsAsync(swarmId, cancellation).ConfigureAwait(false)),
            Timeline = await TimelineAsync(SwarmSagaDefinition.TypeName, swarmId, cancellation).ConfigureAwait(false),
            Recovery = await TimelineAsync(RecoveryDefinition.TypeName, swarmId, cancellation).ConfigureAwait(false),
        };
    }

    private static List<SwarmCopy> Copies(IReadOnlyList<SwarmKept> kept) => [.. kept.Select(k => new SwarmCopy(k.Id, k.Timestamp))];

    private async Task<JsonElement?> StateAsync(string swarmId, CancellationToken cancellation)
    {
        try
        {
            return (await reads.StateAsync(swarmId, cancellation).ConfigureAwait(false))?.Document;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<TimelineEntry>> TimelineAsync(string type, string swarmId, CancellationToken cancellation) =>
        [.. (await store.ReadTimelineAsync(new SagaKey(type, swarmId), cancellation).ConfigureAwait(false)).Select(TaskViews.Timeline)];
}
