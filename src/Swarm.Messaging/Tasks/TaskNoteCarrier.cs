using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>Brings what tasks tell each other, and those whom nothing holds back any more to the queue.</summary>
internal sealed class TaskNoteCarrier(SagaRunner<TaskSaga> tasks, TaskReleases releases) : IOutboxCarrier
{
    public async Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation)
    {
        List<SagaItem>? items = null;
        List<string>? released = null;
        foreach (var commit in commits)
        {
            var number = 0;
            foreach (var emission in commit.Emissions)
            {
                if (emission is Emission.ToTasks told)
                    (items ??= []).AddRange(told.Notes.Select(note => Item($"{commit.Id.Key}:{commit.Id.Version}:note:{number++}", note)));
                else if (emission is Emission.ToQueue)
                    (released ??= []).Add(commit.Id.Key.Id);
            }
        }

        if (items is not null)
            await tasks.HandleAsync(items, cancellation).ConfigureAwait(false);
        if (released is not null)
            await releases.ReleaseAsync(null, released, "queue", cancellation).ConfigureAwait(false);
    }

    private static SagaItem Item(string id, TaskNote note) => note switch
    {
        TaskNote.Await join => new(id, join.TaskId, new DependentJoined(join.TaskId, join.Dependent)),
        TaskNote.Ended ended => new(id, ended.TaskId, new DependencyEnded(ended.TaskId, ended.Dependency, ended.State)),
        _ => throw new InvalidOperationException($"There is no note {note.GetType().Name}."),
    };
}
