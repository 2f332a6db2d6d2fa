using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Cli.Http;

/// <summary>What an operator does to many dead letters at once; each by itself, and those that changed meanwhile are told, not touched.</summary>
internal sealed class DeadLetterActions(
    TaskCommands commands, TaskQueries queries, ISagaStore store, TaskDefinition definition, WorkerTaskNews workers, TimeProvider time)
{
    private const string Purging = "PurgeDeadLetters";
    private const int Page = 200;
    private const int AtATime = 32;

    public Task<ManyDone> ReplayAsync(Selection selection, CancellationToken cancellation) => EachAsync(
        selection,
        async id => await commands.ReplayAsync(new ReplayTask { TaskId = id, Reason = selection.Reason }, null, cancellation).ConfigureAwait(false) as CommandRejected,
        cancellation);

    public async Task<ManyDone> PurgeAsync(Selection selection, CancellationToken cancellation)
    {
        var ofWorkers = 0L;
        var result = await EachAsync(selection, id => PurgeOneAsync(id, CountIfOfWorkers, cancellation), cancellation).ConfigureAwait(false);
        workers.Purged(ofWorkers);
        return result;

        void CountIfOfWorkers(string kind)
        {
            if (kind == ProcessExecutor.KindName)
                Interlocked.Increment(ref ofWorkers);
        }
    }

    private async Task<CommandRejected?> PurgeOneAsync(string id, Action<string> purged, CancellationToken cancellation)
    {
        if (await queries.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } saga)
            return TaskAnswers.NotFound(Purging, id);
        if (saga.CurrentState != TaskStates.DeadLettered)
            return NotPurged(id, saga.CurrentState);
        if (!await store.DeleteEndedAsync(definition.Key(id), cancellation).ConfigureAwait(false))
            return NotPurged(id, "no more an end");
        purged(saga.Kind);
        return null;
    }

    private static CommandRejected NotPurged(string id, string state) =>
        TaskAnswers.NotDeadLettered(id, state, Purging, "purged; a task that completed or was cancelled goes by itself when its retention is over.");

    private async Task<ManyDone> EachAsync(Selection selection, Func<string, Task<CommandRejected?>> act, CancellationToken cancellation)
    {
        var done = 0L;
        var refused = new List<CommandRejected>();
        foreach (var part in (await ChosenAsync(selection, cancellation).ConfigureAwait(false)).Chunk(AtATime))
        {
            var answers = await Task.WhenAll(part.Select(act)).ConfigureAwait(false);
            done += answers.Count(a => a is null);
            refused.AddRange(answers.OfType<CommandRejected>());
        }

        return new ManyDone(done, refused);
    }

    /// <summary>All ids first: acting on a page moves what the next page would be.</summary>
    private async Task<IReadOnlyList<string>> ChosenAsync(Selection selection, CancellationToken cancellation)
    {
        if (selection.TaskIds is { } named)
            return [.. named.Distinct(StringComparer.Ordinal)];
        var ids = new List<string>();
        var before = selection.OlderThanHours is { } hours ? time.GetUtcNow() - TimeSpan.FromHours(hours) : DateTimeOffset.MaxValue;
        string? cursor = null;
        do
        {
            (var tasks, cursor) = await queries.ListAsync(TaskStates.DeadLettered, selection.Client, cursor, Page, cancellation).ConfigureAwait(false);
            ids.AddRange(tasks.Where(t => t.EndedAt is null || t.EndedAt <= before).Select(t => t.TaskId));
        }
        while (cursor is not null);
        return ids;
    }
}

/// <param name="Done">How many it was done to.</param>
/// <param name="Refused">The others, each with the reason.</param>
internal sealed record ManyDone(long Done, IReadOnlyList<CommandRejected> Refused);
