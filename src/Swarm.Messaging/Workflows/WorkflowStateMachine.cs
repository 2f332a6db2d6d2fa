using MassTransit;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Workflows;

/// <summary>
/// A run's life. Whatever a node's task says counts while its node runs in this run of the workflow; late and repeated ends change nothing.
/// </summary>
internal sealed partial class WorkflowStateMachine : MassTransitStateMachine<WorkflowSaga>
{
    public WorkflowStateMachine(WorkflowVerbs verbs)
    {
        InstanceState(x => x.CurrentState);
        Correlate();

        Initially(
            When(Submitted).ThenAsync(verbs.AcceptAsync).TransitionAsDecided(Running, Stopping, Completed, Failed));

        During(Running, Waiting, Stopping,
            When(NodeEnds).ThenAsync(verbs.EndNodeAsync).TransitionAsDecided(Stopping, Compensating, Completed, Failed, Cancelled),
            When(Delay).ThenAsync(verbs.EndDelayAsync).TransitionAsDecided(Stopping, Compensating, Completed, Failed, Cancelled),
            When(Timeout).ThenAsync(verbs.TimeOutAsync).TransitionAsDecided(Stopping, Compensating, Failed),
            When(Cut).ThenAsync(verbs.CutAsync).TransitionAsDecided(Stopping, Compensating, Failed),
            When(Cancel).ThenAsync(verbs.CancelAsync).TransitionAsDecided(Stopping, Cancelled));

        During(Running, Waiting, Stopping, Compensating,
            When(Ask).ThenAsync(verbs.AskAsync),
            When(AskSoon).Then(verbs.AskSoon),
            When(Rerun).Then(c => verbs.Refuse(c, nameof(RerunFrom))));

        During([Running, Waiting, Stopping],
            Ignore(UndoAgain));

        During(Running, Waiting,
            When(Call).ThenAsync(verbs.CallAsync).TransitionAsDecided(Stopping, Compensating, Completed, Failed));

        During(Running,
            When(More).ThenAsync(verbs.BeginMoreAsync).TransitionAsDecided(Stopping, Compensating, Completed, Failed),
            When(Pause).ThenAsync(verbs.PauseAsync).TransitionTo(Waiting),
            When(Resume).ThenAsync(verbs.ResumeInsideAsync));

        During(Waiting,
            When(Resume).ThenAsync(verbs.ResumeAsync).TransitionAsDecided(Running, Stopping, Compensating, Completed, Failed),
            When(Pause).Then(c => verbs.AnswerUnchanged(c, nameof(PauseWorkflow))),
            Ignore(More));

        During(Compensating,
            When(NodeEnds).ThenAsync(verbs.EndUndoAsync).TransitionAsDecided(Failed, Running, Waiting, Stopping, Completed, Cancelled),
            When(Pause).Then(c => verbs.PauseAgain(c, nameof(PauseWorkflow), waits: true, c.Message.Reason)),
            When(Resume).Then(c => verbs.PauseAgain(c, nameof(ResumeWorkflow), waits: false, c.Message.Reason)),
            When(Cancel).Then(verbs.GiveUp),
            When(UndoAgain).Then(verbs.UndoForAnother),
            When(Cut).Then(verbs.NotAgain),
            Ignore(Timeout), Ignore(Delay));

        During(Cancelled,
            When(Cancel).Then(c => verbs.AnswerUnchanged(c, nameof(CancelWorkflow))));

        During(Completed, Failed,
            When(Cancel).Then(c => verbs.Refuse(c, nameof(CancelWorkflow))));

        During(Completed, Failed, Cancelled,
            When(UndoAgain).ThenAsync(verbs.UndoAgainAsync).TransitionAsDecided(Compensating));

        During(Completed, Failed, Cancelled,
            When(Rerun).ThenAsync(verbs.RerunAsync).TransitionAsDecided(Running, Stopping, Compensating, Completed, Failed),
            Ignore(NodeEnds), Ignore(Delay), Ignore(Ask), Ignore(AskSoon), Ignore(Timeout), Ignore(Cut));

        During([Stopping, Compensating, Completed, Failed, Cancelled],
            When(Call).Then(c => verbs.Refuse(c, nameof(CallWorkflow))),
            Ignore(More));

        During([Stopping, Completed, Failed, Cancelled],
            When(Pause).Then(c => verbs.Refuse(c, nameof(PauseWorkflow))),
            When(Resume).Then(c => verbs.Refuse(c, nameof(ResumeWorkflow))));

        During([Running, Waiting, Stopping, Compensating, Completed, Failed, Cancelled],
            When(Submitted).Then(verbs.AnswerExisting));
    }

    /// <summary>Nodes begin as soon as their sources have ended. Brought here by acceptance, being resumed or being run again.</summary>
    public State Running { get; private set; } = null!;

    /// <summary>Paused; what runs ends, nothing begins, and its time stands still. Being resumed takes it on.</summary>
    public State Waiting { get; private set; } = null!;

    /// <summary>A node failed, time is over, or it was cancelled; the end of the last running node takes it on.</summary>
    public State Stopping { get; private set; } = null!;

    /// <summary>Finished nodes are undone, or those again that could not be and that another run, or this one when it is run again, would do anew; the end of the last compensation takes it on, or of the present one when it is cancelled.</summary>
    public State Compensating { get; private set; } = null!;

    /// <summary>An end, unless it is run again; kept 24 h.</summary>
    public State Completed { get; private set; } = null!;

    /// <summary>An end, unless it is run again; kept 24 h.</summary>
    public State Failed { get; private set; } = null!;

    /// <summary>An end, unless it is run again; kept 24 h.</summary>
    public State Cancelled { get; private set; } = null!;

    public Event<WorkflowSubmission> Submitted { get; private set; } = null!;

    public Event<NodeEnded> NodeEnds { get; private set; } = null!;

    public Event<NodeCall> Call { get; private set; } = null!;

    public Event<DelayDue> Delay { get; private set; } = null!;

    public Event<MoreDue> More { get; private set; } = null!;

    public Event<CancelWorkflow> Cancel { get; private set; } = null!;

    public Event<WorkflowCut> Cut { get; private set; } = null!;

    public Event<WorkflowUndoAgain> UndoAgain { get; private set; } = null!;

    public Event<PauseWorkflow> Pause { get; private set; } = null!;

    public Event<ResumeWorkflow> Resume { get; private set; } = null!;

    public Event<WorkflowRerun> Rerun { get; private set; } = null!;

    public Event<WorkflowAskDue> Ask { get; private set; } = null!;

    public Event<WorkflowAskSoon> AskSoon { get; private set; } = null!;

    public Event<WorkflowTimeoutDue> Timeout { get; private set; } = null!;
}
