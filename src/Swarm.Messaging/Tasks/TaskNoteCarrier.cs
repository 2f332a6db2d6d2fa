using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>Brings what tasks tell each other, and those whom nothing holds back any more to the queue.</summary>
internal sealed class TaskNoteCarrier(SagaRunner<TaskSaga> tasks, TaskReleases releases, TaskDependencies dependencies) : IOutboxCarrier
{
    public async Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        List<SagaItem>? items = null;
        List<string>? released = null;
        List<CommittedOutbox>? accepted = null;
        foreach (var commit in commits)
        {
            var number = 0;
            foreach (var emission in commit.Emissions)
            {
                if (emission is Emission.ToTasks told)
                    (items ??= []).AddRange(told.Notes.Select(note => Item($"{commit.Id.Key}:{commit.Id.Version}:note:{number++}", note)));
                else if (emission is Emission.ToQueue)
                    (released ??= []).Add(commit.Id.Key.Id);
                else if (emission is Emission.ToListeners { Event: TaskAccepted })
                    (accepted ??= []).Add(commit);
            }
        }

        if (items is not null)
            await TellAsync(items, cancellation).ConfigureAwait(false);
        if (accepted is not null)
            await dependencies.ArrivedAsync(accepted, cancellation).ConfigureAwait(false);
        if (released is not null)
            await releases.ReleaseAsync(null, released, "queue", cancellation).ConfigureAwait(false);
    }

    /// <summary>A task that does not exist yet is told of those that wait for it once it does; it may have come while that was written down.</summary>
    private async Task TellAsync(List<SagaItem> items, CancellationToken cancellation)
    {
        var outcomes = await tasks.HandleAsync(items, cancellation).ConfigureAwait(false);
        var missing = items.Where((item, n) => item.Event is DependentJoined && outcomes[n] is ItemOutcome.Missing).ToList();
        if (missing.Count == 0)
            return;
        await dependencies.RememberAsync([.. missing.Select(i => new TaskWait(i.SagaId, ((DependentJoined)i.Event).Dependent))], cancellation).ConfigureAwait(false);
        await tasks.HandleAsync(missing, cancellation).ConfigureAwait(false);
    }

    private static SagaItem Item(string id, TaskNote note) => note switch
    {
        TaskNote.Await join => new(id, join.TaskId, new DependentJoined(join.TaskId, join.Dependent)),
        TaskNote.Ended ended => new(id, ended.TaskId, new DependencyEnded(ended.TaskId, ended.Dependency, ended.State, ended.Reason)),
        _ => throw new InvalidOperationException($"There is no note {note.GetType().Name}."),
    };
}
