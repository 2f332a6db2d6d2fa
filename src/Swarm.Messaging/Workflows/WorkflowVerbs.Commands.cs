using MassTransit;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows.Definition;

namespace Swarm.Messaging.Workflows;

/// <summary>How a run begins, and what callers do to it.</summary>
internal sealed partial class WorkflowVerbs
{
    public async Task AcceptAsync(BehaviorContext<WorkflowSaga, WorkflowSubmission> c)
    {
        var (saga, order, effects) = (c.Saga, c.Message.Order, Effects(c));
        (saga.Client, saga.WorkflowId, saga.Fingerprint) = (order.Client, order.Plan.Graph.WorkflowId, order.Fingerprint);
        (saga.Rank, saga.ContinueOnFailure, saga.Compensate) = (order.Rank, order.ContinueOnFailure, order.Compensate);
        (saga.TimeoutMs, saga.Parent, saga.OneByOne) = ((long)order.Timeout.TotalMilliseconds, order.Parent, order.OneByOne);
        (saga.SubmittedAt, saga.BegunAt, saga.Marks) = (effects.Now, effects.Now, NodeBoard.Fresh(order.Plan));
        effects.Payload = order.Document;
        effects.SetTimer(WorkflowTimers.Timeout, order.Timeout);
        plans.Keep(order);
        var board = new NodeBoard(order.Plan, saga.Marks, saga.Untaken);
        await AdvanceAsync(c, order.Plan, board, board.Ready()).ConfigureAwait(false);
        Answer(c, order, saga.Next, duplicate: false);
    }

    /// <summary>The same id again: the run that exists, or a conflict.</summary>
    public void AnswerExisting(BehaviorContext<WorkflowSaga, WorkflowSubmission> c)
    {
        if (string.Equals(c.Saga.Fingerprint, c.Message.Order.Fingerprint, StringComparison.Ordinal))
            Answer(c, c.Message.Order, c.Saga.CurrentState, duplicate: true);
        else
            Effects(c).Answer = WorkflowAnswers.Conflict(c.Saga);
    }

    public async Task PauseAsync(BehaviorContext<WorkflowSaga, PauseWorkflow> c)
    {
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        Effects(c).ClearTimer(WorkflowTimers.More);
        TellAll(c, plan, board);
        await StopClockAsync(c, plan, board).ConfigureAwait(false);
        c.Saga.Next = WorkflowStates.Waiting;
        Describe(c, c.Message.Reason);
        Answer(c, nameof(PauseWorkflow), changed: true);
    }

    public async Task ResumeAsync(BehaviorContext<WorkflowSaga, ResumeWorkflow> c)
    {
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        c.Saga.Next = WorkflowStates.Running; // from here on nodes begin
        Describe(c, c.Message.Reason);
        StartClock(c, board);
        TellAll(c, plan, board);
        AskFor(c, plan, board);
        await AdvanceAsync(c, plan, board, board.Ready()).ConfigureAwait(false);
        Answer(c, nameof(ResumeWorkflow), changed: true);
    }

    /// <summary>It runs itself; what was paused inside it goes on.</summary>
    public async Task ResumeInsideAsync(BehaviorContext<WorkflowSaga, ResumeWorkflow> c)
    {
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        var paused = await queries.PausedInsideAsync(c.Saga, c.CancellationToken).ConfigureAwait(false);
        if (paused.Count > 0)
        {
            Describe(c, $"{(c.Message.Reason is { } reason ? $"{reason.TrimEnd('.')}. " : "")}Inside it {string.Join(", ", paused.Values.Take(MostNotUndone))} was paused.");
            TellInner(c, plan, board);
        }

        Answer(c, nameof(ResumeWorkflow), changed: paused.Count > 0);
    }

    public async Task CancelAsync(BehaviorContext<WorkflowSaga, CancelWorkflow> c)
    {
        var (plan, board) = await BoardAsync(c).ConfigureAwait(false);
        var saga = c.Saga;
        var failed = saga.Stop is StopCauses.NodeFailed or StopCauses.Timeout;
        saga.Reason = CancelledAfter(failed ? saga.Reason : null, c.Message.Reason);
        if (failed && saga.Compensate && saga.Undo.Count > 0)
            saga.Reason += $" Not undone: {Names(plan, [.. saga.Undo.AsEnumerable().Reverse()])}.";
        else if (saga.NotUndone.Count > 0)
            saga.Reason = $"{Sentence(saga.Reason)}{NotUndoneWords} in an earlier run: {Names(plan, saga.NotUndone)}.";
        Describe(c, c.Saga.Reason);
        StopAll(c, plan, board, StopCauses.Cancelled);
        Settle(c, plan, board);
        Answer(c, nameof(CancelWorkflow), changed: true);
    }

    /// <summary>Whoever pauses a run may take any time over it.</summary>
    private async Task StopClockAsync(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        effects.ClearTimer(WorkflowTimers.Timeout);
        foreach (var node in board.Nodes(NodeMarks.Running).Where(node => HeldNodes.IsTrigger(plan.Node(node)) && plan.Node(node).TimeoutMs is not null))
        {
            var held = await HeldAsync(c, node).ConfigureAwait(false);
            var waited = (long)(effects.Now - (held.StartedAt ?? effects.Now)).TotalMilliseconds - (saga.PausedMs - held.PausedMs);
            effects.ClearTimer(WorkflowTimers.Delay(node));
            saga.Rests[node] = Math.Max(0, plan.Node(node).TimeoutMs!.Value - waited);
        }

        saga.PausedAt = effects.Now;
    }

    private static void StartClock(BehaviorContext<WorkflowSaga> c, NodeBoard board)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        if (saga.PausedAt is not { } since)
            return;
        saga.PausedMs += Math.Max(0, (long)(effects.Now - since).TotalMilliseconds);
        saga.PausedAt = null;
        effects.SetTimer(WorkflowTimers.Timeout, Max(saga.Rest(effects.Now), TimeSpan.Zero));
        foreach (var (node, rest) in saga.Rests.Where(r => board[r.Key] == NodeMarks.Running))
            effects.SetTimer(WorkflowTimers.Delay(node), TimeSpan.FromMilliseconds(rest));
        saga.Rests = [];
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    public void AnswerUnchanged(BehaviorContext<WorkflowSaga> c, string command)
    {
        c.Saga.Next = c.Saga.CurrentState;
        Answer(c, command, changed: false);
    }

    public void Refuse(BehaviorContext<WorkflowSaga> c, string command)
    {
        c.Saga.Next = c.Saga.CurrentState;
        Effects(c).Answer = WorkflowAnswers.WrongState(command, c.Saga);
    }

    /// <summary>Workflows inside wait and go on with their run.</summary>
    private static void TellInner(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board)
    {
        var inner = board.Nodes(NodeMarks.Running).Where(node => plan.Node(node).Type == NodeTypes.SubWorkflow).ToList();
        if (inner.Count > 0)
            Effects(c).Emit(new Emission.ToNodes(c.Saga.Run, [], [], Follow: inner));
    }

    /// <summary>So does what has not begun of all that is under way.</summary>
    private static void TellAll(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board)
    {
        var running = board.Nodes(NodeMarks.Running).Where(node => !HeldNodes.Holds(plan.Node(node))).ToList();
        if (running.Count > 0)
            Effects(c).Emit(new Emission.ToNodes(c.Saga.Run, [], [], Follow: running));
    }

    /// <summary>Nodes that were to begin when it was paused have not: now they do, or, where the run stops, end.</summary>
    private static void AskFor(BehaviorContext<WorkflowSaga> c, WorkflowPlan plan, NodeBoard board, bool onlyBegun = false)
    {
        var running = board.Nodes(NodeMarks.Running).Where(node => !HeldNodes.Holds(plan.Node(node))).ToList();
        if (running.Count > 0)
            Effects(c).Emit(new Emission.ToNodes(c.Saga.Run, running, [], OnlyBegun: onlyBegun));
    }

    private static void Answer(BehaviorContext<WorkflowSaga> c, string command, bool changed) =>
        Effects(c).Answer = new WorkflowChanged { Command = command, ExecutionId = c.Saga.Id, State = c.Saga.Next, Changed = changed };

    private static void Answer(BehaviorContext<WorkflowSaga> c, WorkflowOrder order, string state, bool duplicate) =>
        Effects(c).Answer = WorkflowAnswers.Accepted(c.Saga, order.Plan, state, duplicate, order.Warnings);
}
