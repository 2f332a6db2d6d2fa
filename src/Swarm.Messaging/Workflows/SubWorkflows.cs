using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workflows;

/// <summary>
/// Workflows that are nodes of others: runs like any, which tell their parent of their end. One that did not succeed is taken on by the next run
/// of its parent, so that what it has done is neither done again nor forgotten; where its input or its definition is another by then, or it had succeeded, a new one begins
/// once the earlier one has undone what it could not undo before.
/// </summary>
internal sealed class SubWorkflows(
    WorkflowRules rules, SagaRunner<WorkflowSaga> workflows, WorkflowQueries queries, RunResults results, IOptions<WorkflowOptions> options, TimeProvider time)
{
    /// <param name="cache">The parent's switch: off is off for all that is inside, as one node at a time is.</param>
    /// <returns>Null once it runs; else how it ended without.</returns>
    public async Task<NodeEnded?> BeginAsync(NodeOrigin origin, NodeWork.SubWorkflow child, WorkflowSaga parent, bool? cache, CancellationToken cancellation)
    {
        var found = new List<Execution.Violation>();
        var (submit, _) = WorkflowReader.Submit(child.Configuration, "", found);
        var asked = submit with
        {
            ExecutionId = null,
            Client = parent.Client == SubmissionRules.DefaultClient ? null : parent.Client,
            Rank = parent.Rank,
            Input = child.Input,
            TimeoutMs = child.TimeoutMs ?? submit.TimeoutMs,
        };
        var judged = rules.Judge(
            asked with { Cache = cache == false ? false : submit.Cache, EnableDistributed = parent.OneByOne ? false : submit.EnableDistributed }, found);
        if (judged.Order is not { } order)
        {
            // It may have been accepted by a host that has what this one lacks, and goes on there.
            return await FindAsync(origin, cancellation).ConfigureAwait(false) is { Superseded: false } begun
                ? await MeetAsync(origin, begun.Id, cancellation).ConfigureAwait(false)
                : Failed(origin, "bad_configuration", judged.Rejected!.Message);
        }

        if (await EarlierAsync(origin, cancellation).ConfigureAwait(false) is { } earlier)
        {
            var since = origin with { Since = earlier.Since };
            switch (EarlierRuns.Judge(
                earlier.Run, origin, order.Fingerprint, !origin.Undo && parent.Inside.ContainsKey(origin.Node), !origin.Undo && parent.DoneInside.Contains(origin.Node)))
            {
                case EarlierRun.Done:
                    var (end, result) = await WithResultAsync(earlier.Run.Id, WorkflowVerbs.EndForParent(earlier.Run, earlier.Run.CurrentState, time.GetUtcNow()), cancellation).ConfigureAwait(false);
                    return new NodeEnded(since, end, result);
                case EarlierRun.TakeOn:
                    return await TakeOnAsync(since, earlier.Run, cancellation).ConfigureAwait(false);
                case EarlierRun.UndoFirst:
                    await HandleAsync(since, earlier.Run.Id, new WorkflowUndoAgain(earlier.Run.Id, since), cancellation).ConfigureAwait(false);
                    return null;
                case EarlierRun.Undoes:
                    return null;
                case EarlierRun.NotUndone:
                    return new NodeEnded(since, WorkflowVerbs.SupersededEnd(earlier.Run, time.GetUtcNow()), null);
            }
        }

        order = order with { ExecutionId = WorkflowIds.SubWorkflow(origin), Parent = origin, Timeout = TimeoutOf(origin, order, asked.TimeoutMs) };
        return await HandleAsync(origin, order.ExecutionId, new WorkflowSubmission(order), cancellation).ConfigureAwait(false) switch
        {
            CommandRejected { Code: "id_conflict" } => await MeetAsync(origin, order.ExecutionId, cancellation).ConfigureAwait(false),
            CommandRejected refused => Failed(origin, refused.Code, refused.Message),
            WorkflowAccepted { Duplicate: true } => await MeetAsync(origin, order.ExecutionId, cancellation).ConfigureAwait(false),
            _ => null,
        };
    }

    /// <summary>Undoes what it has left, for a run in whose place another is to begin; nothing else is to be done with it.</summary>
    /// <param name="id">The run that the node is.</param>
    /// <returns>Null while it does; else how that ended.</returns>
    public async Task<NodeEnded?> UndoAsync(NodeOrigin origin, string id, CancellationToken cancellation)
    {
        if (await queries.LoadAsync(id, cancellation).ConfigureAwait(false) is not { Parent: { } owner } run || !owner.IsSame(origin with { Run = owner.Run }))
            return Undone(origin);
        var since = origin with { Since = owner.Since ?? owner.Run };
        switch (EarlierRuns.Judge(run, origin, null, left: true))
        {
            case EarlierRun.UndoFirst:
                await HandleAsync(since, id, new WorkflowUndoAgain(id, since), cancellation).ConfigureAwait(false);
                return null;
            case EarlierRun.NotUndone or EarlierRun.Leave:
                return new NodeEnded(since, WorkflowVerbs.SupersededEnd(run, time.GetUtcNow()), null);
            default:
                return null;
        }
    }

    /// <summary>What it undoes by <see cref="UndoAsync"/> is given up, as the run gives up that waits for it.</summary>
    /// <returns>Null: its end is still to come; else how it ended.</returns>
    public async Task<NodeEnded?> GiveUpAsync(NodeOrigin origin, string id, CancellationToken cancellation)
    {
        if (await queries.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } run)
            return Undone(origin);
        if (WorkflowStates.IsEnd(run.CurrentState))
            return new NodeEnded(origin, WorkflowVerbs.SupersededEnd(run, time.GetUtcNow()), null);
        await HandleAsync(origin, id, new CancelWorkflow { ExecutionId = id, Reason = $"the run {origin.Workflow} was cancelled" }, cancellation).ConfigureAwait(false);
        return null;
    }

    /// <param name="undoes">Its parent's time is over: it undoes what it has done, as at the end of its own time. Else it is cancelled, as its parent is.</param>
    /// <returns>False when there is none; one of somebody else is none.</returns>
    public async Task<bool> StopAsync(NodeOrigin origin, bool undoes, CancellationToken cancellation)
    {
        if (await FindAsync(origin, cancellation).ConfigureAwait(false) is not { } saga)
            return false;
        // What it undoes it undoes to the end: nobody asked for that to be given up.
        if (saga is { CurrentState: WorkflowStates.Compensating, Again: null })
            return true;
        // It has undone what it had to, and what was to begin in its place has not.
        if (saga.Superseded)
            return false;
        object command = undoes || saga.Again is not null
            ? new WorkflowCut(saga.Id, undoes ? $"The time of the run {origin.Workflow} is over." : $"The run {origin.Workflow} was stopped.")
            : new CancelWorkflow { ExecutionId = saga.Id, Reason = $"the run {origin.Workflow} was stopped" };
        return (await workflows.HandleAsync([new SagaItem($"sub:{Guid.NewGuid():N}", saga.Id, command)], cancellation).ConfigureAwait(false))[0] switch
        {
            ItemOutcome.Failed { Exception: SagaDamagedException damage } => throw damage,
            var outcome => outcome is not ItemOutcome.Missing,
        };
    }

    /// <returns>Whether it runs for this node in this run, or has ended; also one whose earlier run is undone for it still.</returns>
    public async Task<bool> HasBegunAsync(NodeOrigin origin, CancellationToken cancellation) =>
        await FindAsync(origin, cancellation).ConfigureAwait(false) is { } saga && (!saga.Superseded || saga.CurrentState == WorkflowStates.Compensating);

    /// <summary>Pauses or resumes it. One that has not begun, or has ended, is left as it is; of one that is damaged its node says so by itself.</summary>
    public async Task FollowAsync(NodeOrigin origin, bool waits, CancellationToken cancellation)
    {
        if (await FindAsync(origin, cancellation).ConfigureAwait(false) is not { } saga)
            return;
        object command = waits
            ? new PauseWorkflow { ExecutionId = saga.Id, Reason = $"the run {origin.Workflow} was paused" }
            : new ResumeWorkflow { ExecutionId = saga.Id, Reason = $"the run {origin.Workflow} was resumed" };
        var outcome = (await workflows.HandleAsync([new SagaItem($"sub:{Guid.NewGuid():N}", saga.Id, command)], cancellation).ConfigureAwait(false))[0];
        if (outcome is not (ItemOutcome.Applied or ItemOutcome.Missing or ItemOutcome.Failed { Exception: SagaDamagedException }))
            throw new IOException($"The workflow of {origin} could not be {(waits ? "paused" : "resumed")} yet ({outcome.GetType().Name}).");
    }

    /// <summary>The end of one that succeeded with its result; too large a one is a failure of the node, whose work is done.</summary>
    public async Task<(NodeEnd End, ReadOnlyMemory<byte>? Result)> WithResultAsync(string id, NodeEnd end, CancellationToken cancellation)
    {
        if (await ResultAsync(id, cancellation).ConfigureAwait(false) is { } result)
            return (end, result);
        var tooMuch = end with
        {
            ErrorType = "result_too_large",
            Error = $"The workflow {id} inside it is completed, but what its last nodes returned has more than {TaskOptions.MaxPayloadBytes} bytes together. Let it end in one node that takes what is needed, as data_transformation does.",
        };
        return (tooMuch, null);
    }

    /// <summary>What its last nodes returned, by node.</summary>
    /// <returns>JSON; null: more than a result may have.</returns>
    private async Task<ReadOnlyMemory<byte>?> ResultAsync(string id, CancellationToken cancellation)
    {
        if (await queries.LastResultsAsync(id, TaskOptions.MaxPayloadBytes, cancellation).ConfigureAwait(false) is not { } results)
            return null;
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach (var (node, result) in results)
            {
                writer.WritePropertyName(node);
                writer.WriteRawValue(result.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return bytes.WrittenCount <= TaskOptions.MaxPayloadBytes ? bytes.WrittenMemory : null;
    }

    public static string NodeState(string state) => state switch
    {
        WorkflowStates.Completed => WorkflowNodeStates.Succeeded,
        WorkflowStates.Cancelled => WorkflowNodeStates.Cancelled,
        _ => WorkflowNodeStates.Failed,
    };

    /// <summary>What undoes has its time for all of it, whatever its definition says.</summary>
    private TimeSpan TimeoutOf(NodeOrigin origin, WorkflowOrder order, long? asked)
    {
        var most = options.Value.CompensationTimeout;
        return origin.Undo && (asked is null || order.Timeout > most) ? most : order.Timeout;
    }

    /// <summary>The last that began for the node in an earlier run of the parent, and in which one. One that undoes belongs to what it undoes: the node done anew is undone anew.</summary>
    private async Task<(WorkflowSaga Run, int Since)?> EarlierAsync(NodeOrigin origin, CancellationToken cancellation)
    {
        if (origin.Run == 0 || await results.RecordAsync(origin.Workflow, origin.Undo ? WorkflowCollections.Undone : WorkflowCollections.Nodes, origin.Node, cancellation).ConfigureAwait(false) is not { } last)
            return null;
        var first = origin.Undo && await results.RecordAsync(origin.Workflow, WorkflowCollections.Nodes, origin.Node, cancellation).ConfigureAwait(false) is { } done ? done.Run : 0;
        return await queries.InsideAsync(origin, last.Since ?? Math.Min(last.Run, origin.Run - 1), first, cancellation).ConfigureAwait(false);
    }

    private async Task<NodeEnded?> TakeOnAsync(NodeOrigin origin, WorkflowSaga saga, CancellationToken cancellation)
    {
        if (origin.IsSame(saga.Parent))
            return await MeetAsync(origin, saga.Id, cancellation).ConfigureAwait(false);
        var rerun = new WorkflowRerun(new RerunFrom { ExecutionId = saga.Id, Reason = $"the run {origin.Workflow} was run again" }, null, origin);
        return await HandleAsync(origin, saga.Id, rerun, cancellation).ConfigureAwait(false) is CommandRejected refused
            ? throw new IOException($"The workflow of {origin} could not be taken on yet: {refused.Message}")
            : null;
    }

    private async Task<object?> HandleAsync(NodeOrigin origin, string id, object sagaEvent, CancellationToken cancellation) =>
        (await workflows.HandleAsync([new SagaItem($"sub:{Guid.NewGuid():N}", id, sagaEvent)], cancellation).ConfigureAwait(false))[0] switch
        {
            ItemOutcome.Applied applied => applied.Answer,
            ItemOutcome.Failed { Exception: SagaDamagedException damage } => throw damage,
            var outcome => throw new IOException($"The workflow of {origin} could not begin yet ({outcome.GetType().Name})."),
        };

    /// <returns>The one that is this node's in this run, be it from an earlier one.</returns>
    private async Task<WorkflowSaga?> FindAsync(NodeOrigin origin, CancellationToken cancellation) =>
        await queries.LoadAsync(WorkflowIds.SubWorkflow(origin), cancellation).ConfigureAwait(false) is { } saga && origin.IsSame(saga.Parent) ? saga
        : await EarlierAsync(origin, cancellation).ConfigureAwait(false) is { } earlier && origin.IsSame(earlier.Run.Parent) ? earlier.Run
        : null;

    /// <summary>
    /// It exists. Where it ended long ago and its parent has asked again, that it failed says enough: its success is told by its own outbox.
    /// One that is another's tells this node of no end, ever.
    /// </summary>
    private async Task<NodeEnded?> MeetAsync(NodeOrigin origin, string executionId, CancellationToken cancellation) =>
        await queries.LoadAsync(executionId, cancellation).ConfigureAwait(false) switch
        {
            { } saga when !origin.IsSame(saga.Parent) => Failed(origin, "id_conflict", $"The run {executionId} exists and is not this node's: it was begun {OwnerOf(saga.Parent)}. Nothing of it was changed; run the workflow again with another executionId."),
            { CurrentState: var state } saga when WorkflowStates.IsEnd(state) && state != WorkflowStates.Completed =>
                new NodeEnded(origin, new NodeEnd(NodeState(state)) { ErrorType = "sub_workflow_failed", Error = saga.Reason, LeftUndone = saga.LeavesUndone, Attempts = 1, EndedAt = saga.EndedAt ?? time.GetUtcNow() }, null),
            _ => null,
        };

    private static string OwnerOf(NodeOrigin? owner) => owner is null ? "for no node" : $"for node number {owner.Node} of the run {owner.Workflow}";

    /// <summary>It is kept no longer, and nothing is known of it.</summary>
    private NodeEnded Undone(NodeOrigin origin) => new(origin, new NodeEnd(WorkflowNodeStates.Compensated) { EndedAt = time.GetUtcNow() }, null);

    private NodeEnded Failed(NodeOrigin origin, string type, string message) =>
        new(origin, new NodeEnd(WorkflowNodeStates.Failed) { ErrorType = type, Error = message, EndedAt = time.GetUtcNow() }, null);
}
