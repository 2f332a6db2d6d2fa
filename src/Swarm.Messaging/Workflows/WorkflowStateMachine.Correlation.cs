using MassTransit;

namespace Swarm.Messaging.Workflows;

/// <summary>How ordinary messages find their run; items name it themselves. No event binds an endpoint to its type's exchange.</summary>
internal sealed partial class WorkflowStateMachine
{
    private void Correlate()
    {
        Event(() => Submitted, e => ByRun(e));
        Event(() => NodeEnds, e => ByRun(e));
        Event(() => Call, e => ByRun(e));
        Event(() => Delay, e => ByRun(e));
        Event(() => More, e => ByRun(e));
        Event(() => Cancel, e => ByRun(e));
        Event(() => Cut, e => ByRun(e));
        Event(() => UndoAgain, e => ByRun(e));
        Event(() => Pause, e => ByRun(e));
        Event(() => Resume, e => ByRun(e));
        Event(() => Rerun, e => ByRun(e));
        Event(() => Ask, e => ByRun(e));
        Event(() => AskSoon, e => ByRun(e));
        Event(() => Timeout, e => ByRun(e));
    }

    private static IEventCorrelationConfigurator<WorkflowSaga, T> ByRun<T>(IEventCorrelationConfigurator<WorkflowSaga, T> e)
        where T : class
    {
        e.ConfigureConsumeTopology = false;
        return e.CorrelateById(c => WorkflowIds.Of(c.Message) is { } id
            ? WorkflowIds.Correlation(id)
            : throw new InvalidOperationException(
                $"The message {c.MessageId} ({typeof(T).Name}) names no run, so nothing was changed. "
                + "A command needs its executionId; timers fire by themselves and are not sent."));
    }
}
