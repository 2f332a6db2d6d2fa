using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows.Definition;
using Swarm.Messaging.Workflows.Mapping;

namespace Swarm.Messaging.Workflows;

/// <summary>
/// What the state machine does. Which nodes may begin <see cref="NodeBoard"/> says; a verb reads what lies beside the run, changes its data
/// and says what is to be emitted, and does nothing else.
/// </summary>
internal sealed partial class WorkflowVerbs(WorkflowPlans plans, RunResults results, WorkflowQueries queries, IOptions<WorkflowOptions> options)
{
    /// <summary>More in one commit would hold up the store and every other run; the rest begins with the next.</summary>
    private const int MaxBeginnings = 500;

    public async Task EndNodeAsync(BehaviorContext<WorkflowSaga, NodeEnded> c)
    {
        var (saga, ended) = (c.Saga, c.Message);
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        if (IsLate(saga, ended) || board[ended.Origin.Node] != NodeMarks.Running)
            return;
        TakeFromInside(saga, ended);
        // The run that it was before is undone, and it begins itself, if it is wanted still.
        if (ended.End.State == WorkflowNodeStates.Compensated)
            Effects(c).Emit(new Emission.ToNodes(saga.Run, [ended.Origin.Node], [], OnlyBegun: saga.Stop is not null));
        else
            await EndAsync(c, plan, board, ended.Origin.Node, NodeMarks.Of(ended.End.State), ended.Result, RecordOf(saga, ended), ended.End).ConfigureAwait(false);
    }

    public async Task EndDelayAsync(BehaviorContext<WorkflowSaga, DelayDue> c)
    {
        var (saga, node, now) = (c.Saga, c.Message.Node, Effects(c).Now);
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        if (board[node] != NodeMarks.Running)
            return;
        if (HeldNodes.IsTrigger(plan.Node(node)))
        {
            await MissCallAsync(c, plan, board, node).ConfigureAwait(false);
            return;
        }

        var record = await HeldAsync(c, node).ConfigureAwait(false) with { Attempts = 1, EndedAt = now };
        await EndAsync(c, plan, board, node, NodeMarks.Succeeded, "null"u8.ToArray(), record).ConfigureAwait(false);
    }

    public async Task BeginMoreAsync(BehaviorContext<WorkflowSaga> c)
    {
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        await AdvanceAsync(c, plan, board, board.Ready()).ConfigureAwait(false);
    }

    public async Task AskAsync(BehaviorContext<WorkflowSaga> c)
    {
        var saga = c.Saga;
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        if (saga.CurrentState == WorkflowStates.Compensating)
            EmitUndo(c);
        if (saga.Stop is null or StopCauses.NodeFailed)
            AskFor(c, plan, board);
        else if (board.Count(NodeMarks.Running) > 0)
            Effects(c).Emit(new Emission.ToNodes(saga.Run, [], [.. board.Nodes(NodeMarks.Running).Where(node => !HeldNodes.Holds(plan.Node(node)))]));
        Effects(c).SetTimer(WorkflowTimers.Ask, options.Value.AskInterval);
    }

    public void AskSoon(BehaviorContext<WorkflowSaga> c) => Effects(c).SetTimer(WorkflowTimers.Ask, TimeSpan.Zero);

    public async Task TimeOutAsync(BehaviorContext<WorkflowSaga> c)
    {
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        CutShort(c, plan, board, $"The run did not end within {c.Saga.TimeoutMs} ms.");
    }

    public async Task CutAsync(BehaviorContext<WorkflowSaga, WorkflowCut> c)
    {
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        CutShort(c, plan, board, c.Message.Reason);
    }

    /// <summary>Why it had failed before is not forgotten.</summary>
    private void CutShort(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board, string why)
    {
        var saga = c.Saga;
        // A cancelled run waits for what it has stopped, and undoes nothing, however long that takes.
        if (saga.Stop is not (StopCauses.Cancelled or StopCauses.Timeout))
        {
            saga.Reason = saga.Stop is null ? why : $"{saga.Reason?.TrimEnd('.')}. Then its time was over: {why}";
            Describe(c, saga.Reason);
            StopAll(c, plan, board, StopCauses.Timeout);
        }

        Settle(c, plan, board);
    }

    /// <summary>What has ended begins what waited for it.</summary>
    /// <param name="end">Null: the run itself held the node.</param>
    private async Task EndAsync(
        BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board, int node, char mark, ReadOnlyMemory<byte>? result, NodeRecord record, NodeEnd? end = null)
    {
        var saga = c.Saga;
        if (mark == NodeMarks.Succeeded)
        {
            Keep(c, node, result ?? "null"u8.ToArray());
            // Its work is done, whatever becomes of its result and its edges.
            if (plan.Node(node).Compensation is not null)
                saga.Undo.Add(node);
            if (record.Error is not null)
                mark = NodeMarks.Failed;
            else if (TakeEdges(saga, plan, node) is { } fault)
                (mark, record) = (NodeMarks.Failed, record with { ErrorType = "bad_expression", Error = fault });
            if (mark == NodeMarks.Failed && plan.Node(node).Type == NodeTypes.SubWorkflow)
                saga.DoneInside.Add(node);
        }

        RememberTry(saga, node, mark, end);
        Record(c, WorkflowCollections.Nodes, node, record);
        var ready = board.End(node, mark);
        saga.Marks = board.ToString();
        if (mark is NodeMarks.Failed or NodeMarks.Cancelled && !saga.ContinueOnFailure && saga.Stop is null)
        {
            saga.Reason = $"The node {plan.Id(node)} failed: {record.Error ?? "no reason was given"}";
            Describe(c, saga.Reason);
            saga.Stop = StopCauses.NodeFailed;
            StopHeld(c, plan, board);
        }

        await AdvanceAsync(c, plan, board, ready).ConfigureAwait(false);
    }

    /// <summary>Begins what may begin, then sees where the run stands.</summary>
    private async Task AdvanceAsync(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board, IReadOnlyList<int> ready)
    {
        var saga = c.Saga;
        var open = new Queue<int>(saga.Stop is null && saga.Next != WorkflowStates.Waiting ? saga.OneByOne ? board.Ready() : ready : []);
        var tasks = new List<int>();
        var begun = 0;
        while (open.TryDequeue(out var node))
        {
            if (board[node] != NodeMarks.Pending)
                continue;
            if (saga.OneByOne && board.Count(NodeMarks.Running) > 0)
                break;
            if (begun == MaxBeginnings)
            {
                Effects(c).SetTimer(WorkflowTimers.More, TimeSpan.Zero);
                break;
            }

            begun++;
            if (await BeginAsync(c, plan, board, node).ConfigureAwait(false) is { } mark)
            {
                board.End(node, mark).ForEach(open.Enqueue);
                saga.Marks = board.ToString();
                if (mark == NodeMarks.Failed && !saga.ContinueOnFailure)
                {
                    saga.Stop = StopCauses.NodeFailed;
                    StopHeld(c, plan, board);
                    break;
                }
            }
            else if (!HeldNodes.Holds(plan.Node(node)))
            {
                tasks.Add(node);
            }
        }

        if (tasks.Count > 0)
            Effects(c).Emit(new Emission.ToNodes(saga.Run, tasks, []));
        Settle(c, plan, board);
    }

    /// <returns>Null when it has begun; else how it ended without.</returns>
    private async Task<char?> BeginAsync(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board, int node)
    {
        var (saga, spec) = (c.Saga, plan.Node(node));
        try
        {
            var document = spec.Condition is not null || spec.Type == NodeTypes.Delay
                ? await results.DocumentAsync(saga, plan, node, own: false, c.CancellationToken).ConfigureAwait(false)
                : default;
            if (spec.Condition is { } condition && !RunValues.IsTrue(RunValues.Read(document, condition)))
                return NodeMarks.Skipped;
            if (spec.Type == NodeTypes.Delay)
                Effects(c).SetTimer(WorkflowTimers.Delay(node), DelayNode.Time(spec, document));
            else if (spec.TimeoutMs is { } ms && HeldNodes.IsTrigger(spec))
                Effects(c).SetTimer(WorkflowTimers.Delay(node), TimeSpan.FromMilliseconds(ms));
            board.Begin(node);
            // What is run as a task tells when it began; of what the run holds nobody else knows.
            if (HeldNodes.Holds(spec))
                Record(c, WorkflowCollections.Nodes, node, new NodeRecord { Run = saga.Run, StartedAt = Effects(c).Now, EndedAt = Effects(c).Now, PausedMs = saga.PausedMs });
            return null;
        }
        catch (NodeConfigurationException e)
        {
            return FailUnrun(c, plan, node, e.Type, e.Message);
        }
        catch (SagaDamagedException e)
        {
            return FailUnrun(c, plan, node, SagaDamagedException.Code, e.Message);
        }
    }

    private char FailUnrun(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, int node, string type, string message)
    {
        c.Saga.Reason = $"The node {plan.Id(node)} failed: {message}";
        Record(c, WorkflowCollections.Nodes, node, new NodeRecord { Run = c.Saga.Run, EndedAt = Effects(c).Now, ErrorType = type, Error = message });
        return NodeMarks.Failed;
    }

    /// <summary>Where the step under way leads.</summary>
    private void Settle(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board)
    {
        var saga = c.Saga;
        Effects(c).SetTimer(WorkflowTimers.Ask, options.Value.AskInterval);
        var (running, pending) = (board.Count(NodeMarks.Running), board.Count(NodeMarks.Pending));
        if (running > 0 || (pending > 0 && saga.Stop is null))
        {
            saga.Next = saga.Stop is not null ? WorkflowStates.Stopping : saga.Next == WorkflowStates.Waiting ? WorkflowStates.Waiting : WorkflowStates.Running;
            saga.Marks = board.ToString();
            if (saga.Next != WorkflowStates.Waiting)
                StartClock(c, board);
            // What is inside was paused with the run, and may end now as other nodes do.
            if (saga is { CurrentState: WorkflowStates.Waiting, Next: WorkflowStates.Stopping, Stop: StopCauses.NodeFailed })
            {
                TellInner(c, plan, board);
                AskFor(c, plan, board, onlyBegun: true);
            }

            return;
        }

        board.Close(saga.Stop == StopCauses.Cancelled ? NodeMarks.Cancelled : NodeMarks.NotReached);
        saga.Marks = board.ToString();
        if (saga.Stop is StopCauses.NodeFailed or StopCauses.Timeout && saga is { Compensate: true, ContinueOnFailure: false, Undo.Count: > 0 })
        {
            // Their own compensations undo all that was done inside them.
            saga.Undo.ForEach(finished => saga.Inside.Remove(finished));
            saga.WhyNotUndone = null;
            BeginUndo(c);
        }
        else
        {
            EndRun(c, EndOf(saga, plan, board));
        }
    }

    private static string EndOf(WorkflowSaga saga, WorkflowPlan plan, NodeBoard board) => saga.Stop == StopCauses.Cancelled ? WorkflowStates.Cancelled
        : saga.Stop is not null || board.Count(NodeMarks.Succeeded) + board.Count(NodeMarks.Skipped) < plan.Count ? WorkflowStates.Failed : WorkflowStates.Completed;

    private static void EndRun(BehaviorContext<WorkflowSaga> c, string state)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        saga.EndedAt = effects.Now;
        saga.Next = state;
        if (state == WorkflowStates.Failed)
            saga.Reason ??= "One or more nodes failed.";
        if (saga.Parent is { } parent)
            effects.Emit(new Emission.ToWorkflow(parent, EndForParent(saga, state, effects.Now)));
    }

    /// <summary>Nothing begins any more, and what runs is ended.</summary>
    private static void StopAll(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board, string cause)
    {
        c.Saga.Stop = cause;
        StopHeld(c, plan, board);
        var running = board.Nodes(NodeMarks.Running).ToList();
        if (running.Count > 0)
            Effects(c).Emit(new Emission.ToNodes(c.Saga.Run, [], running));
    }

    /// <summary>What the run itself holds does no work that could be cut short, and nothing would follow it: it ends at once, and says why.</summary>
    private static void StopHeld(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board)
    {
        var saga = c.Saga;
        foreach (var node in board.Nodes(NodeMarks.Running).Where(node => HeldNodes.Holds(plan.Node(node))).ToList())
        {
            Effects(c).ClearTimer(WorkflowTimers.Delay(node));
            board.End(node, NodeMarks.Cancelled);
            var waited = HeldNodes.IsTrigger(plan.Node(node)) ? "a call" : "its time";
            Record(c, WorkflowCollections.Nodes, node, new NodeRecord
            {
                Run = saga.Run,
                EndedAt = Effects(c).Now,
                ErrorType = NodeRecord.Stopped,
                Error = $"It waited for {waited} and was ended with its run, after which nothing would have followed. {saga.Reason}",
            });
        }
    }

    /// <summary>The edges whose condition does not hold are not taken; one that cannot be asked fails the node.</summary>
    /// <returns>Why it cannot; null: all were asked.</returns>
    private static string? TakeEdges(WorkflowSaga saga, WorkflowPlan plan, int node)
    {
        SourceReader? result = null;
        foreach (var edge in plan.Outgoing[node])
        {
            if (plan.Graph.Edges[edge].Condition is not { } condition)
                continue;
            result ??= new SourceReader(JsonElement.Parse(saga.AtHand[node].Span));
            try
            {
                if (!RunValues.IsTrue(result.Read(condition)))
                    saga.Untaken.Add(edge);
            }
            catch (NodeConfigurationException e)
            {
                return $"Its work is done, but the condition of its edge to {plan.Id(plan.Edges[edge].Target)} cannot be asked: {e.Message}";
            }
        }

        return null;
    }

    private static void Keep(BehaviorContext<WorkflowSaga> c, int node, ReadOnlyMemory<byte> result)
    {
        c.Saga.AtHand[node] = result;
        c.Saga.Seen = null;
        Effects(c).Fields.Add(new FieldSet(WorkflowCollections.Results, WorkflowCollections.Field(node), result));
    }

    private static NodeRecord RecordOf(WorkflowSaga saga, NodeEnded ended) => RecordOf(saga, ended.End) with { Since = ended.Origin.Since };

    private static NodeRecord RecordOf(WorkflowSaga saga, NodeEnd end) => new()
    {
        Run = saga.Run,
        Attempts = end.Attempts,
        StartedAt = end.StartedAt,
        EndedAt = end.EndedAt,
        Cached = end.Cached,
        ErrorType = end.ErrorType,
        Error = end.Error,
    };

    /// <summary>When a node that the run holds began, in this run of the workflow.</summary>
    private async Task<NodeRecord> HeldAsync(BehaviorContext<WorkflowSaga> c, int node)
    {
        var begun = await BegunAsync(c, node).ConfigureAwait(false);
        return begun?.Run == c.Saga.Run ? begun : new NodeRecord { Run = c.Saga.Run, StartedAt = Effects(c).Now, PausedMs = c.Saga.PausedMs };
    }

    /// <summary>One that cannot be read is about to be written anew.</summary>
    private async Task<NodeRecord?> BegunAsync(BehaviorContext<WorkflowSaga> c, int node)
    {
        try
        {
            return await results.RecordAsync(c.Saga, node, c.CancellationToken).ConfigureAwait(false);
        }
        catch (SagaDamagedException)
        {
            return null;
        }
    }

    private static void Record(BehaviorContext<WorkflowSaga> c, string collection, int node, NodeRecord record) =>
        Effects(c).Fields.Add(new FieldSet(collection, WorkflowCollections.Field(node), WorkflowCollections.Write(record)));

    /// <summary>Speaks of an earlier run, or of a compensation.</summary>
    private static bool IsLate(WorkflowSaga saga, NodeEnded ended) => ended.Origin.Run != saga.Run || ended.Origin.Undo;

    private async ValueTask<(WorkflowPlan Plan, NodeBoard Board)> BoardAsync(BehaviorContext<WorkflowSaga> c)
    {
        var saga = c.Saga;
        saga.Next = saga.CurrentState;
        var plan = await plans.GetAsync(saga, c.CancellationToken).ConfigureAwait(false);
        return (plan, new NodeBoard(plan, saga.Marks, saga.Untaken));
    }

    private static void Describe(BehaviorContext<WorkflowSaga> c, string? reason) => Effects(c).Describe(c.Saga.Run, null, reason);

    private static SagaEffects Effects(BehaviorContext<WorkflowSaga> c) => c.GetPayload<SagaEffects>();
}
