using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Workflows;

/// <summary>What becomes of the run that a workflow inside was before, when its node begins again.</summary>
internal enum EarlierRun
{
    /// <summary>It is done with, and a new one begins.</summary>
    Leave,

    /// <summary>It asks for the same, and goes on.</summary>
    TakeOn,

    /// <summary>It asks for the same and has succeeded, but its node failed by what it returned: that is looked at again.</summary>
    Done,

    /// <summary>Another is to begin in its place, and it has left something that was to be undone: that comes first.</summary>
    UndoFirst,

    /// <summary>It is undoing that for this very node, and tells its end.</summary>
    Undoes,

    /// <summary>It could not: nothing begins in its place.</summary>
    NotUndone,
}

/// <summary>Judges it. Asked again after a crash, or by two hosts at once, it says what follows from how that run stands by then. Pure.</summary>
internal static class EarlierRuns
{
    /// <param name="run">The last that began for the node, by whichever run of its parent.</param>
    /// <param name="origin">The node that begins.</param>
    /// <param name="fingerprint">Of what it asks for now; null: for nothing, but that nothing is left undone.</param>
    /// <param name="left">The run of its parent knows of something left in it: what the node's own compensation has undone since, it knows nothing of itself.</param>
    /// <param name="failed">The node had failed though the run succeeded.</param>
    public static EarlierRun Judge(WorkflowSaga run, NodeOrigin origin, string? fingerprint, bool left, bool failed = false)
    {
        if (run.Parent?.Run == origin.Run)
        {
            return !run.Superseded ? EarlierRun.TakeOn
                : !WorkflowStates.IsEnd(run.CurrentState) ? EarlierRun.Undoes
                : run.LeavesUndone ? EarlierRun.NotUndone : EarlierRun.Leave;
        }

        var asksForTheSame = run.Fingerprint == fingerprint && !run.Replaced;
        if (asksForTheSame && run.CurrentState != WorkflowStates.Completed)
            return EarlierRun.TakeOn;
        if (asksForTheSame && failed)
            return EarlierRun.Done;
        // What it kept as done when it was run again, and then succeeded, is no more undone than before.
        if (run.CurrentState == WorkflowStates.Completed || (run.Replaced && WorkflowStates.IsEnd(run.CurrentState)))
            return left && run.LeavesUndone ? EarlierRun.UndoFirst : EarlierRun.Leave;
        return run.CurrentState == WorkflowStates.Compensating || run is { CurrentState: WorkflowStates.Failed or WorkflowStates.Cancelled, LeavesUndone: true } ? EarlierRun.UndoFirst : EarlierRun.Leave;
    }
}
