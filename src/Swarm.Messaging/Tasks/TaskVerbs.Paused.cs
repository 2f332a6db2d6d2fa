using MassTransit;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tasks;

/// <summary>What a task that has not begun does when the run of its node is paused, and then.</summary>
internal sealed partial class TaskVerbs
{
    public void WaitWithRun(BehaviorContext<TaskSaga, RunPaused> c)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        effects.Answer = new RunFollowed(saga.Origin!);
        if (saga.PausedAt is not null)
            return;
        saga.PausedAt = effects.Now;
        effects.ClearTimer(TaskTimers.Deadline);
        // A slot that it is granted in this moment it gives back.
        if (saga.Sequence > 0)
            effects.Emit(new Emission.ToPlacement(new PlacementRequest.Unpark(saga.AttemptId)));
        LeaveWindow(c);
        AskLater(c);
        Describe(c, $"the run {saga.Origin!.Workflow} is paused");
    }

    /// <summary>It has the place in the queue that it had, and as much time as it had left.</summary>
    public void GoOnWithRun(BehaviorContext<TaskSaga, RunResumed> c)
    {
        var (saga, effects) = (c.Saga, Effects(c));
        if (saga.Deadline is { } deadline)
        {
            saga.Deadline = deadline + (effects.Now - saga.PausedAt!.Value);
            effects.SetTimer(TaskTimers.Deadline, saga.Deadline.Value > effects.Now ? saga.Deadline.Value - effects.Now : TimeSpan.Zero);
        }

        saga.PausedAt = null;
        effects.Answer = new RunFollowed(saga.Origin!);
        if (saga is { IsHeldBack: false, Sequence: > 0 })
            Wait(c, WaitReasons.Resumed);
        else
            GoOn(c, $"the run {saga.Origin!.Workflow} is resumed");
    }

    public void EndWithRun(BehaviorContext<TaskSaga, RunLeft> c)
    {
        var (saga, effects, reason) = (c.Saga, Effects(c), c.Message.Reason);
        Describe(c, reason);
        effects.Emit(Event(saga, effects, new TaskCancelled { Reason = reason }));
        End(c, TaskStates.Cancelled, reason, isTold: false);
        saga.PausedAt = null;
        effects.Answer = new RunFollowed(saga.Origin!, Ended: true);
    }
}
