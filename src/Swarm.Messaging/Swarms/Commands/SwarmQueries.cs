using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.Resources;
using Swarm.Messaging.Swarms.States;
using Swarm.Messaging.Swarms.Work;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>Reads swarms for callers; changes nothing.</summary>
internal sealed class SwarmQueries(
    SwarmReads reads, ISwarmStates states, ISwarmWork work, TaskQueries tasks, ISwarmResources resources, ISwarmInboxes inboxes, ISwarmLeadership leadership, ISagaStore store)
{
    private const int MostTasks = 100;
    private const int MostMessages = 10;

    /// <param name="fresh">As it is now; else some seconds old at most.</param>
    public async Task<SwarmDetails?> GetAsync(string swarmId, bool fresh, CancellationToken cancellation)
    {
        if (fresh)
            reads.Forget(swarmId);
        if (await reads.SwarmAsync(swarmId, cancellation).ConfigureAwait(false) is not { } swarm)
            return null;
        var open = await work.OpenAsync(swarmId, cancellation).ConfigureAwait(false);
        return new SwarmDetails
        {
            Swarm = swarm,
            Leader = (await leadership.CurrentAsync(cancellation).ConfigureAwait(false))?.SwarmId,
            OpenTasks = [.. (await Task.WhenAll(open.Take(MostTasks).Select(t => TaskAsync(t, cancellation))).ConfigureAwait(false)).OfType<SwarmOpenTask>()],
            OpenTaskCount = open.Count,
            Resources = (await resources.ListAsync(cancellation).ConfigureAwait(false)).Where(p => p.Held.ContainsKey(swarmId))
                .ToDictionary(p => p.Type, p => p.Held[swarmId], StringComparer.Ordinal),
            Messages = new SwarmInbox(await inboxes.WaitingAsync(swarmId, cancellation).ConfigureAwait(false), await RecentAsync(swarmId, cancellation).ConfigureAwait(false)),
            State = await StateAsync(swarmId, cancellation).ConfigureAwait(false),
            Snapshots = Copies(await states.SnapshotsAsync(swarmId, cancellation).ConfigureAwait(false)),
            Checkpoints = Copies(await states.CheckpointsAsync(swarmId, cancellation).ConfigureAwait(false)),
            BlockingStates = await states.BlockingAsync(swarmId, cancellation).ConfigureAwait(false),
            Timeline = await TimelineAsync(SwarmSagaDefinition.TypeName, swarmId, cancellation).ConfigureAwait(false),
            Recovery = await TimelineAsync(RecoveryDefinition.TypeName, swarmId, cancellation).ConfigureAwait(false),
        };
    }

    private async Task<SwarmOpenTask?> TaskAsync(OpenTask open, CancellationToken cancellation)
    {
        if (await work.FindAsync(open.TaskId, cancellation).ConfigureAwait(false) is not { } task)
            return null;
        var saga = await tasks.LoadAsync(WorkIds.Saga(open.TaskId, open.Assignment), cancellation).ConfigureAwait(false);
        return new SwarmOpenTask(open.TaskId, task.Order.Type, task.Order.Description, task.Order.Priority, open.Assignment, saga?.CurrentState);
    }

    private async Task<IReadOnlyList<SwarmMessage>> RecentAsync(string swarmId, CancellationToken cancellation)
    {
        var history = await inboxes.HistoryAsync(new SwarmAddress.ToSwarm(swarmId).Channel, MostMessages, cancellation).ConfigureAwait(false);
        return [.. history.Select(m => JsonSerializer.Deserialize<SwarmMessage>(m.Span, WireJson.Options)).OfType<SwarmMessage>()];
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
