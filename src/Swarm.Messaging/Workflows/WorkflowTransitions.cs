using MassTransit;

namespace Swarm.Messaging.Workflows;

internal static class WorkflowTransitions
{
    /// <summary>To where the verb says that the step leads, one of the given; nowhere when that is where the run is.</summary>
    public static EventActivityBinder<WorkflowSaga, T> TransitionAsDecided<T>(this EventActivityBinder<WorkflowSaga, T> binder, params State[] states)
        where T : class
    {
        foreach (var state in states)
            binder = binder.If(c => c.Saga.Next == state.Name && c.Saga.CurrentState != state.Name, next => next.TransitionTo(state));
        return binder;
    }
}
