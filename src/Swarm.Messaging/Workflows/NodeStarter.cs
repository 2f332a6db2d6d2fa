using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Breakers;
using Swarm.Messaging.Workflows.Caching;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>
/// Begins nodes, all of a commit together, and ends those that must not go on. Both may be asked for again after a crash, and in another
/// order: a node is begun only while its run wants it, and looked after once more when it has been begun, so that none outlives a run that
/// was stopped meanwhile. A task that has ended already is told of again.
/// </summary>
internal sealed partial class NodeStarter(
    ISagaStore store, WorkflowDefinition definition, WorkflowPlans plans, RunResults results, TaskCommands tasks, TaskQueries taskQueries,
    SubWorkflows subWorkflows, SagaRunner<WorkflowSaga> workflows, ResultCache cache, NodeBreakers breakers, IOptions<WorkflowOptions> options,
    TimeProvider time) : IOutboxCarrier
{
    /// <summary>Of payloads. More is submitted in several steps: five hundred large ones at once would not fit into memory.</summary>
    private const long MostBytesTogether = 16 * 1_048_576;

    private const string BeforeItBegan = "cancelled before it began";

    /// <summary>Preparing nodes may take longer than this when what they get is large: then it is looked again whether their run wants them.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    /// <summary>By outbox entry: the relay may come for one that is still on its way.</summary>
    private readonly ConcurrentDictionary<StoredOutboxId, Lazy<Task>> underWay = [];

    public Task CarryAsync(IReadOnlyList<CommittedOutbox> commits, CancellationToken cancellation) => Task.WhenAll(commits
        .Where(commit => commit.Emissions.Any(e => e is Emission.ToNodes))
        .Select(commit => underWay.GetOrAdd(commit.Id, id => new(() => OnceAsync(id, commit))).Value.WaitAsync(cancellation)));

    /// <summary>Nodes that were to begin and waited for something.</summary>
    public Task BeginAsync(string executionId, int run, IReadOnlyList<int> nodes) =>
        ActAsync(definition.Key(executionId), new Emission.ToNodes(run, nodes, []), null);

    private async Task OnceAsync(StoredOutboxId id, CommittedOutbox commit)
    {
        try
        {
            foreach (var emission in Together(commit.Emissions.OfType<Emission.ToNodes>()))
                await ActAsync(id.Key, emission, commit.Saga is WorkflowSaga saga ? new(saga, id.Version) : null).ConfigureAwait(false);
        }
        finally
        {
            underWay.TryRemove(id, out _);
        }
    }

    /// <summary>What the ends of one commit begin, begins with one step.</summary>
    private static IEnumerable<Emission.ToNodes> Together(IEnumerable<Emission.ToNodes> asked) => asked
        .GroupBy(a => (a.Run, a.Undo, a.OnlyBegun))
        .Select(same => same.Count() == 1 ? same.First() : new Emission.ToNodes(
            same.Key.Run, [.. same.SelectMany(a => a.Begin)], [.. same.SelectMany(a => a.Stop)], same.Key.Undo, [.. same.SelectMany(a => a.Follow ?? [])], same.Key.OnlyBegun));

    /// <param name="committed">The run as its commit left it; null: it has to be loaded.</param>
    private async Task ActAsync(SagaKey key, Emission.ToNodes asked, Seen? committed)
    {
        if ((committed ?? await LoadAsync(key).ConfigureAwait(false)) is not { } seen)
            return;
        var saga = seen.Saga;
        var plan = await plans.GetAsync(saga, CancellationToken.None).ConfigureAwait(false);
        var ends = new List<SagaItem>();
        var begin = asked.Begin.Where(node => IsWanted(saga, asked, node)).ToList();
        var wanted = begin;
        // Before it is asked for: it has its place then.
        await FollowTasksAsync(key, plan, asked.Run, asked.Follow ?? [], ends).ConfigureAwait(false);
        if (saga.CurrentState == WorkflowStates.Waiting || asked.OnlyBegun)
            begin = await BegunAsync(saga, plan, asked, begin, ends).ConfigureAwait(false);
        await BeginAsync(saga, plan, asked, begin, ends).ConfigureAwait(false);
        // The run may have been stopped since it was seen; whoever stopped it may have found nothing to end yet.
        var now = begin.Count == 0 || await store.VersionAsync(key, CancellationToken.None).ConfigureAwait(false) == seen.Version
            ? saga : (await LoadAsync(key).ConfigureAwait(false))?.Saga;
        var unwanted = asked.Begin.Where(node => now is null || !IsWanted(now, asked, node)).Concat(asked.Stop);
        foreach (var node in unwanted)
            await StopAsync(now ?? saga, plan, new NodeOrigin(saga.Id, node, asked.Run, asked.Undo), ends).ConfigureAwait(false);
        // Some may have begun to wait for a slot while their run was being paused; of one that stops, some may wait for its end.
        if (!asked.Undo && (asked.OnlyBegun || now?.CurrentState == WorkflowStates.Waiting))
            await FollowTasksAsync(key, plan, asked.Run, asked.OnlyBegun ? wanted : begin, ends).ConfigureAwait(false);
        // Not by the mailbox: its lane may be waiting for this very step.
        if (ends.Count > 0)
            await workflows.HandleAsync(ends, CancellationToken.None).ConfigureAwait(false);
        // A workflow inside may have begun while its run was being paused.
        var follow = now?.CurrentState == WorkflowStates.Waiting ? [.. asked.Follow ?? [], .. begin] : asked.Follow ?? [];
        await FollowAsync(key, asked.Run, [.. follow.Where(node => plan.Node(node).Type == NodeTypes.SubWorkflow)]).ConfigureAwait(false);
    }

    private async Task BeginAsync(WorkflowSaga saga, WorkflowPlan plan, Emission.ToNodes asked, List<int> nodes, List<SagaItem> ends)
    {
        var (begun, bytes, since) = (new List<(NodeOrigin Origin, Submission Submission)>(nodes.Count), 0L, time.GetTimestamp());
        try
        {
            await results.LoadAsync(saga, plan, nodes, own: asked.Undo, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SagaDamagedException)
        {
            // Each that sees some of them says so for itself.
        }

        foreach (var node in nodes)
        {
            var origin = new NodeOrigin(saga.Id, node, asked.Run, asked.Undo);
            if (asked.Undo && saga.Inside.TryGetValue(node, out var inside))
            {
                if (await subWorkflows.UndoAsync(origin with { Undo = false }, inside, CancellationToken.None).ConfigureAwait(false) is { } ended)
                    ends.Add(Ended(ended.Origin, ended.End));
                continue;
            }

            if (await PrepareAsync(saga, plan, asked, origin, since, ends).ConfigureAwait(false) is not { } submission)
                continue;
            begun.Add((origin, submission));
            bytes += submission.Command.Payload is { ValueKind: not JsonValueKind.Undefined } payload ? JsonMarshal.GetRawUtf8Value(payload).Length : 0;
            if (bytes < MostBytesTogether)
                continue;
            await SubmitAsync(await StillWantedAsync(saga, asked, begun, since).ConfigureAwait(false), ends).ConfigureAwait(false);
            begun.Clear();
            bytes = 0;
        }

        if (begun.Count > 0)
            await SubmitAsync(await StillWantedAsync(saga, asked, begun, since).ConfigureAwait(false), ends).ConfigureAwait(false);
    }

    private async Task<List<(NodeOrigin Origin, Submission Submission)>> StillWantedAsync(
        WorkflowSaga saga, Emission.ToNodes asked, List<(NodeOrigin Origin, Submission Submission)> nodes, long since)
    {
        var isWanted = await LookAgainAsync(saga, asked, since).ConfigureAwait(false);
        var wanted = nodes.FindAll(node => isWanted(node.Origin.Node));
        foreach (var (_, submission) in nodes.Except(wanted))
            await GiveBackAsync(submission).ConfigureAwait(false);
        return wanted;
    }

    /// <summary>What a run that was paused meanwhile does not want now, it asks for when it is resumed; what it does not want at all is ended by whoever stopped it.</summary>
    private async Task<Predicate<int>> LookAgainAsync(WorkflowSaga saga, Emission.ToNodes asked, long since)
    {
        if (time.GetElapsedTime(since) < Moment)
            return _ => true;
        var now = (await LoadAsync(definition.Key(saga.Id)).ConfigureAwait(false))?.Saga;
        return node => now is not null && IsWanted(now, asked, node) && (now.CurrentState != WorkflowStates.Waiting || saga.CurrentState == WorkflowStates.Waiting);
    }

    private async Task<Seen?> LoadAsync(SagaKey key) =>
        await store.LoadAsync(key, CancellationToken.None).ConfigureAwait(false) is { } stored ? new(definition.Read(stored), stored.Version) : null;

    private static bool IsWanted(WorkflowSaga saga, Emission.ToNodes asked, int node) => saga.Run == asked.Run
        && (asked.Undo
            ? saga.CurrentState == WorkflowStates.Compensating && !saga.GaveUp && saga.Undo.Count > 0 && saga.Undo[^1] == node
            : saga.Marks[node] == NodeMarks.Running && saga.Stop is null or StopCauses.NodeFailed);

    /// <returns>Null when it is no task, cannot be made one, or need not run.</returns>
    private async Task<Submission?> PrepareAsync(WorkflowSaga saga, WorkflowPlan plan, Emission.ToNodes asked, NodeOrigin origin, long since, List<SagaItem> ends)
    {
        try
        {
            var document = await results.DocumentAsync(saga, plan, origin.Node, own: origin.Undo, CancellationToken.None).ConfigureAwait(false);
            switch (NodeWork.Of(plan.Node(origin.Node), origin.Undo, document))
            {
                case NodeWork.SubWorkflow when !(await LookAgainAsync(saga, asked, since).ConfigureAwait(false))(origin.Node):
                    return null;
                case NodeWork.SubWorkflow child:
                    if (await subWorkflows.BeginAsync(origin, child, saga, plan.Graph.Cache, CancellationToken.None).ConfigureAwait(false) is { } ended)
                        ends.Add(Ended(ended.Origin, ended.End, ended.Result));
                    return null;
                case NodeWork.Task task:
                    return await LookAsync(saga, plan, origin, task.Submit, ends).ConfigureAwait(false);
                default:
                    throw new InvalidOperationException("A node is a task or a workflow.");
            }
        }
        catch (NodeConfigurationException e)
        {
            ends.Add(Ended(origin, Failed(e.Type, e.Message)));
            return null;
        }
        catch (SagaDamagedException e)
        {
            await EndDamagedAsync(plan, origin, e, ends).ConfigureAwait(false);
            return null;
        }
    }

    private async Task<Submission?> LookAsync(WorkflowSaga saga, WorkflowPlan plan, NodeOrigin origin, SubmitTask work, List<SagaItem> ends)
    {
        var effectKey = await EffectKeyAsync(saga, origin).ConfigureAwait(false);
        switch (await cache.LookAsync(saga, plan.Node(origin.Node), plan.Graph.Cache, origin, work).ConfigureAwait(false))
        {
            case CacheStanding.Hit hit:
                ends.Add(Ended(origin, new NodeEnd(WorkflowNodeStates.Succeeded) { Cached = true, EndedAt = time.GetUtcNow() }, hit.Result));
                return null;
            case CacheStanding.Run run:
                var breaker = WorkflowIds.IsUndo(WorkflowIds.Task(origin)) ? null : TaskNodeTypes.Breaker(plan.Node(origin.Node).Type!, work);
                var submission = new Submission(
                    work with
                    {
                        TaskId = WorkflowIds.Task(origin),
                        Client = saga.Client,
                        Rank = saga.Rank,
                        Labels = Labels(saga, plan, origin),
                        TimeoutMs = work.TimeoutMs ?? (long)options.Value.NodeTimeout.TotalMilliseconds,
                        DeadlineMs = origin.Undo ? (long)options.Value.CompensationTimeout.TotalMilliseconds : RestMs(saga),
                    },
                    Origin: origin with { Cached = run.Kept, Breaker = breaker, EffectKey = effectKey });
                if (breaker is null || await RefusalAsync(saga, origin, breaker).ConfigureAwait(false) is not { } refusal)
                    return submission;
                ends.Add(Ended(origin, Failed(NodeBreakers.OpenError, refusal)));
                await GiveBackAsync(submission).ConfigureAwait(false);
                return null;
            default:
                return null;
        }
    }

    /// <summary>
    /// What failed to undo a node may have done it all the same: the next try, in a later run, says so by the key of the first. Of a node that
    /// was done anew there is something new to undo. The nodes of a workflow that undoes do as much, however deep inside it they are, and so does any node that was cut off.
    /// </summary>
    private async ValueTask<string?> EffectKeyAsync(WorkflowSaga saga, NodeOrigin origin) => origin switch
    {
        { Run: 0 } => null,
        { Undo: false } => saga.Tried.TryGetValue(origin.Node, out var first) ? WorkflowIds.Task(origin with { Run = first }) : null,
        _ => await results.RecordAsync(saga, origin.Node, CancellationToken.None).ConfigureAwait(false) is { } done && done.Run < origin.Run
            ? WorkflowIds.Task(origin with { Run = done.Run })
            : null,
    };

    /// <summary>
    /// What is left of the run's time, and a second, in which the run itself says that its time is over. What is left changes, and so is no part
    /// of what tells two submissions of a node apart.
    /// </summary>
    private long RestMs(WorkflowSaga saga)
    {
        return Math.Clamp((long)saga.Rest(time.GetUtcNow()).TotalMilliseconds, 0, SubmissionRules.MaxDeadlineMs - 1_000) + 1_000;
    }

    /// <returns>Null: it may begin, or has begun before.</returns>
    private async Task<string?> RefusalAsync(WorkflowSaga saga, NodeOrigin origin, string breaker)
    {
        var task = WorkflowIds.Task(origin);
        return await breakers.RefusalAsync(breaker, task, TimeSpan.FromMilliseconds(RestMs(saga))).ConfigureAwait(false) is { } refusal
            && !await ExistsAsync(task).ConfigureAwait(false) ? refusal : null;
    }

    /// <summary>What is damaged does; beginning it once more says so.</summary>
    private async Task<bool> ExistsAsync(string task)
    {
        try
        {
            return await taskQueries.LoadAsync(task, CancellationToken.None).ConfigureAwait(false) is not null;
        }
        catch (SagaDamagedException)
        {
            return true;
        }
    }

    private async Task SubmitAsync(List<(NodeOrigin Origin, Submission Submission)> nodes, List<SagaItem> ends)
    {
        if (nodes.Count == 0)
            return;
        var answers = await tasks.SubmitAsync([.. nodes.Select(n => n.Submission)], CancellationToken.None).ConfigureAwait(false);
        foreach (var ((origin, submission), answer) in nodes.Zip(answers))
        {
            try
            {
                await JudgeAsync(origin, submission, answer, ends).ConfigureAwait(false);
            }
            catch (SagaDamagedException e)
            {
                ends.Add(Ended(origin, Failed(SagaDamagedException.Code, e.Message)));
                await GiveBackAsync(submission).ConfigureAwait(false);
            }
        }
    }

    private async Task JudgeAsync(NodeOrigin origin, Submission submission, SubmitResult answer, List<SagaItem> ends)
    {
        switch (answer)
        {
            case { Rejected: { } later } when PassingRefusals.Is(later):
                throw new IOException($"The node {origin} cannot begin yet: {later.Message}");
            case { Rejected: { Code: "id_conflict" } taken } when await StrangerAsync(origin).ConfigureAwait(false) is { } stranger:
                ends.Add(Ended(origin, Failed(taken.Code, stranger)));
                break;
            case { Rejected: { } refused } when await OwnAsync(origin).ConfigureAwait(false) is { } own && (TaskStates.IsEnd(own.CurrentState) || refused.Code != SagaDamagedException.Code):
                // It was accepted by a host that has what this one lacks, and goes on there.
                // Or its run has stopped meanwhile, and it must not begin any more.
                if (!TaskStates.IsEnd(own.CurrentState))
                    return;
                await TellAgainAsync(origin, ends).ConfigureAwait(false);
                break;
            case { Rejected: { } refused }:
                ends.Add(Ended(origin, Failed(refused.Code, refused.Message)));
                break;
            case { Accepted.Duplicate: true } when await StrangerAsync(origin).ConfigureAwait(false) is { } stranger:
                ends.Add(Ended(origin, Failed("id_conflict", stranger)));
                break;
            case { Accepted: { Duplicate: true, State: var state } } when TaskStates.IsEnd(state):
                await TellAgainAsync(origin, ends).ConfigureAwait(false);
                break;
            default:
                return;
        }

        await GiveBackAsync(submission).ConfigureAwait(false);
    }

    /// <returns>Null: it has not begun.</returns>
    private async Task<TaskSaga?> OwnAsync(NodeOrigin origin) =>
        await taskQueries.LoadAsync(WorkflowIds.Task(origin), CancellationToken.None).ConfigureAwait(false) is { } task && origin.IsSame(task.Origin) ? task : null;

    /// <returns>Whose the task of this id is when it is not the node's: its end would never come here. Null: there is none, or it is the node's.</returns>
    private async Task<string?> StrangerAsync(NodeOrigin origin) =>
        await taskQueries.LoadAsync(WorkflowIds.Task(origin), CancellationToken.None).ConfigureAwait(false) is not { } task || origin.IsSame(task.Origin)
            ? null
            : $"The task {task.Id} exists and is not this node's: it was submitted {(task.Origin is { } owner ? $"for node number {owner.Node} of the run {owner.Workflow}" : $"by the client {task.Client}")}. "
                + "Nothing of it was changed; run the workflow again with another executionId.";

    /// <summary>No end of it will come any more that would let equal nodes go on, or give a probe's place back.</summary>
    private async Task GiveBackAsync(Submission submission)
    {
        if (submission.Origin is { } origin)
            await GiveBackAsync(origin).ConfigureAwait(false);
    }

    private async Task GiveBackAsync(NodeOrigin origin)
    {
        if (origin.Cached is { } kept)
            await cache.EndAsync(kept, origin, null).ConfigureAwait(false);
        if (origin.Breaker is { } breaker)
            await breakers.CountAsync(breaker, WorkflowIds.Task(origin), BreakerVerdict.Nothing).ConfigureAwait(false);
    }

    private static SagaItem Ended(NodeOrigin origin, NodeEnd end, ReadOnlyMemory<byte>? result = null) =>
        new($"node:{WorkflowIds.Task(origin)}:{end.State}:{Guid.NewGuid():N}", origin.Workflow, new NodeEnded(origin, end, result));

    private NodeEnd NotBegun() => new(WorkflowNodeStates.Cancelled) { Error = BeforeItBegan, EndedAt = time.GetUtcNow() };

    private NodeEnd Failed(string type, string message) =>
        new(WorkflowNodeStates.Failed) { ErrorType = type, Error = message, EndedAt = time.GetUtcNow() };

    private static Dictionary<string, string> Labels(WorkflowSaga saga, WorkflowPlan plan, NodeOrigin origin) =>
        new() { ["workflow"] = saga.WorkflowId, ["execution"] = saga.Id, ["node"] = plan.Id(origin.Node) };

    private sealed record Seen(WorkflowSaga Saga, long Version);
}
