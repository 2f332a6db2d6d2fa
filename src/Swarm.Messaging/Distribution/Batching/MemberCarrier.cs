using Microsoft.Extensions.Options;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>Brings what a batch wants of its tasks to them. Asked for again, after a crash or because nothing was heard of them, it changes nothing.</summary>
internal sealed class MemberCarrier(
    TaskReleases releases, BulkTasks bulk, TaskQueries queries, ISagaStore store, SagaRunner<BatchSaga> batches, AgentDirectory agents, TaskCommands commands,
    IOptions<DistributionOptions> options) : IOutboxCarrier
{
    public Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation) => Task.WhenAll(commits.SelectMany(
        commit => commit.Emissions.OfType<Emission.ToMembers>().Select(asked => ActAsync(commit.Id.Key.Id, asked, cancellation))));

    private async Task ActAsync(string batchId, Emission.ToMembers asked, CancellationToken cancellation)
    {
        switch (asked.Action)
        {
            case MemberAction.Release when asked.BulkTask is null:
                await ReleaseAsync(batchId, asked.Tasks, cancellation).ConfigureAwait(false);
                break;
            case MemberAction.Bulk:
                await bulk.SubmitAsync(batchId, asked.BulkTask!, asked.Tasks, cancellation).ConfigureAwait(false);
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

    private async Task ReleaseAsync(string batchId, IReadOnlyList<string> tasks, CancellationToken cancellation)
    {
        if (tasks.Count > 0)
            await TellGoneAsync(batchId, await releases.ReleaseAsync(batchId, tasks, batchId, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
    }

    private async Task AskBulkAsync(string batchId, string one, IReadOnlyList<string> members, CancellationToken cancellation)
    {
        if (await queries.LoadAsync(one, cancellation).ConfigureAwait(false) is not { } task)
            await bulk.SubmitAsync(batchId, one, members, cancellation).ConfigureAwait(false);
        else if (TaskStates.IsEnd(task.CurrentState))
            await batches.HandleAsync([await EndOfAsync(batchId, task, cancellation).ConfigureAwait(false)], cancellation).ConfigureAwait(false);
        else if (task.CurrentState == TaskStates.Parked && !agents.AnyTakesBulk(task.Operation) && !(options.Value.BulkWaits && !agents.AnyTakes(task.Operation)))
            await commands.CancelAsync(new CancelTask { TaskId = one, Reason = "no agent takes batches of it any more" }, null, cancellation).ConfigureAwait(false);
    }

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
