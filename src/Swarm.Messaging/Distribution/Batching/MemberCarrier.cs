using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>Brings what a batch wants of its tasks to them. Asked for again, after a crash or because nothing was heard of them, it changes nothing.</summary>
internal sealed class MemberCarrier(
    TaskReleases releases, BulkTasks bulk, BulkTakers takers, TaskQueries queries, BatchQueries known, ISagaStore store, SagaRunner<BatchSaga> batches,
    TaskCommands commands) : IOutboxCarrier
{
    public Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation) => Task.WhenAll(commits.SelectMany(
        commit => commit.Emissions.OfType<Emission.ToMembers>().Select(asked => ActAsync(commit.Id.Key.Id, asked, cancellation))));

    private async Task ActAsync(string batchId, Emission.ToMembers asked, CancellationToken cancellation)
    {
        switch (asked.Action)
        {
            case MemberAction.Release when asked.BulkTask is null:
                await ReleaseAsync(batchId, asked.Tasks, cancellation, asked.Why).ConfigureAwait(false);
                break;
            case MemberAction.Bulk:
                if (await SubmitAsync(batchId, asked.BulkTask!, asked.Tasks, cancellation).ConfigureAwait(false) is BulkSubmission.Later later)
                    throw new IOException($"The task for the batch {batchId} cannot begin yet: {later.Why}");
                break;
            case MemberAction.Cancel:
                await CancelAsync(asked.BulkTask!, "all its tasks have ended", cancellation).ConfigureAwait(false);
                break;
            case MemberAction.Items or MemberAction.Release:
                await SettleAsync(batchId, asked.BulkTask!, asked.Tasks, cancellation).ConfigureAwait(false);
                break;
            case MemberAction.Ask when asked.BulkTask is { } one:
                await AskBulkAsync(batchId, one, asked.Tasks, cancellation).ConfigureAwait(false);
                break;
            default:
                await AskAsync(batchId, asked, cancellation).ConfigureAwait(false);
                break;
        }
    }

    /// <summary>Only what was certainly not begun enters the queue as it is.</summary>
    private async Task SettleAsync(string batchId, string bulkTask, IReadOnlyList<string> tasks, CancellationToken cancellation) =>
        await ReleaseAsync(batchId, await bulk.AnswerAsync(batchId, bulkTask, tasks, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);

    private async Task ReleaseAsync(string batchId, IReadOnlyList<string> tasks, CancellationToken cancellation, string? why = null)
    {
        if (tasks.Count > 0)
            await TellGoneAsync(batchId, await releases.ReleaseAsync(batchId, tasks, batchId, cancellation, why).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    /// <summary>Told late, or again, it may come to a batch that has parted or ended meanwhile.</summary>
    private async Task<BulkSubmission> SubmitAsync(string batchId, string one, IReadOnlyList<string> members, CancellationToken cancellation)
    {
        BulkSubmission submission = new BulkSubmission.Accepted();
        if ((await known.LoadAsync(batchId, cancellation).ConfigureAwait(false))?.BulkTask == one)
            submission = await bulk.SubmitAsync(batchId, one, members, cancellation).ConfigureAwait(false);
        if (submission is BulkSubmission.Refused refused)
            await batches.HandleAsync([new SagaItem($"{batchId}:refused", batchId, new BulkRefused(batchId, refused.Why))], cancellation).ConfigureAwait(false);
        // It may have ended before there was a task that it could cancel.
        if (await known.LoadAsync(batchId, cancellation).ConfigureAwait(false) is { EndedAt: not null })
            await CancelAsync(one, "all its tasks have ended", cancellation).ConfigureAwait(false);
        return submission;
    }

    /// <summary>One that has ended already, or never was, stays as it is.</summary>
    private Task CancelAsync(string one, string reason, CancellationToken cancellation) =>
        commands.CancelAsync(new CancelTask { TaskId = one, Reason = reason }, null, cancellation);

    private async Task AskBulkAsync(string batchId, string one, IReadOnlyList<string> members, CancellationToken cancellation)
    {
        if (await queries.LoadAsync(one, cancellation).ConfigureAwait(false) is not { } task)
            await SubmitAsync(batchId, one, members, cancellation).ConfigureAwait(false);
        else if (TaskStates.IsEnd(task.CurrentState))
            await batches.HandleAsync([await EndOfAsync(batchId, task, cancellation).ConfigureAwait(false)], cancellation).ConfigureAwait(false);
        else if (task.CurrentState == TaskStates.Parked && !await IsTakenAsync(task, cancellation).ConfigureAwait(false))
            await CancelAsync(one, "no agent takes batches of it any more", cancellation).ConfigureAwait(false);
    }

    private Task<bool> IsTakenAsync(TaskSaga one, CancellationToken cancellation) =>
        takers.AnyAsync(one.Operation, [.. (one.Tags ?? []).Where(tag => tag != SkillWords.Bulk(one.Operation))], cancellation);

    private async Task AskAsync(string batchId, Emission.ToMembers asked, CancellationToken cancellation)
    {
        var gone = new List<string>();
        var held = new List<string>();
        var ends = new List<SagaItem>();
        foreach (var id in asked.Tasks)
        {
            switch (await queries.LoadAsync(id, cancellation).ConfigureAwait(false))
            {
                case null:
                    gone.Add(id);
                    break;
                case { CurrentState: TaskStates.Batched } or { BatchId: null }:
                    held.Add(id);
                    break;
                case var task when task.BatchId != batchId:
                    ends.Add(new($"{batchId}:{id}:absent", batchId, new MemberAbsent(batchId, id)));
                    break;
                case var task when TaskStates.IsEnd(task.CurrentState):
                    ends.Add(await EndOfAsync(batchId, task, cancellation).ConfigureAwait(false));
                    break;
            }
        }

        if (asked.BulkTask is { } one && held.Count > 0)
            await SettleAsync(batchId, one, held, cancellation).ConfigureAwait(false);
        else
            await ReleaseAsync(batchId, held, cancellation).ConfigureAwait(false);
        await TellGoneAsync(batchId, gone, cancellation).ConfigureAwait(false);
        if (ends.Count > 0)
            await batches.HandleAsync(ends, cancellation).ConfigureAwait(false);
    }

    /// <summary>Their retention is over, or somebody purged them: nothing will be heard of them any more.</summary>
    private async Task TellGoneAsync(string batchId, IReadOnlyList<string> tasks, CancellationToken cancellation)
    {
        if (tasks.Count > 0)
            await batches.HandleAsync(
                [.. tasks.Select(id => new SagaItem($"{batchId}:{id}:gone", batchId, new MemberEnded(batchId, id, new MemberEnd(TaskStates.Cancelled, "it is gone", 0), null)))],
                cancellation).ConfigureAwait(false);
    }

    private async Task<SagaItem> EndOfAsync(string batchId, TaskSaga task, CancellationToken cancellation)
    {
        var result = task.CurrentState == TaskStates.Completed
            ? await store.ReadResultAsync(new SagaKey(TaskDefinition.TypeName, task.Id), cancellation).ConfigureAwait(false)
            : null;
        return new($"{batchId}:{task.Id}:{Guid.NewGuid():N}", batchId, new MemberEnded(batchId, task.Id, TaskVerbs.EndOf(task, task.CurrentState, task.Reason), result));
    }
}
