using MassTransit;

namespace Swarm.Messaging.Tasks;

internal static class TaskTransitions
{
    /// <summary>After a failed execution: to the end, to the wait for the next execution, or straight to the wait for a slot.</summary>
    public static EventActivityBinder<TaskSaga, T> TransitionAsDecided<T>(
        this EventActivityBinder<TaskSaga, T> binder, TaskStateMachine machine)
        where T : class => binder.IfElse(
            c => c.Saga.EndedAt is not null,
            ended => ended.TransitionTo(machine.DeadLettered),
            open => open.IfElse(
                c => c.Saga.RetryAt is not null,
                later => later.TransitionTo(machine.RetryScheduled),
                now => now.TransitionTo(machine.Parked)));

    /// <summary>After something that a blocked task waited for: to the end, into a batch, or nowhere yet.</summary>
    public static EventActivityBinder<TaskSaga, T> TransitionAsHeld<T>(
        this EventActivityBinder<TaskSaga, T> binder, TaskStateMachine machine)
        where T : class => binder.IfElse(
            c => c.Saga.EndedAt is not null,
            ended => ended.TransitionTo(machine.Cancelled),
            open => open.If(
                c => !c.Saga.IsHeldBack && c.Saga.Collects,
                collects => collects.TransitionTo(machine.Batched)));

    /// <summary>After a pause of its run: to where it waited before it, or on with what else holds it back.</summary>
    public static EventActivityBinder<TaskSaga, T> TransitionAsResumed<T>(
        this EventActivityBinder<TaskSaga, T> binder, TaskStateMachine machine)
        where T : class => binder.If(
            c => !c.Saga.IsHeldBack,
            free => free.IfElse(
                c => c.Saga.Sequence > 0,
                queued => queued.TransitionTo(machine.Parked),
                other => other.If(c => c.Saga.Collects, collects => collects.TransitionTo(machine.Batched))));
}
