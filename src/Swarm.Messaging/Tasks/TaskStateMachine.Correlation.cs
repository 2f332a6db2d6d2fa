using MassTransit;
using Swarm.Messaging.Contracts.Distribution;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Tasks;

/// <summary>
/// How ordinary messages find their task; items name it themselves. No event binds an endpoint to its type's exchange: commands are
/// sent to one queue, and everything else is no business of the bus.
/// </summary>
internal sealed partial class TaskStateMachine
{
    private void Correlate()
    {
        Event(() => Cancel, e => ByTask(e).OnMissingInstance(m => m.ExecuteAsync(c => SayMissing(c, nameof(CancelTask), c.Message.TaskId!))));
        Event(() => Replay, e => ByTask(e).OnMissingInstance(m => m.ExecuteAsync(c => SayMissing(c, nameof(ReplayTask), c.Message.Command.TaskId!))));
        Event(() => Submitted, e => ByTask(e));
        Event(() => Withheld, e => ByTask(e));
        Event(() => Paused, e => ByTask(e));
        Event(() => Resumed, e => ByTask(e));
        Event(() => Left, e => ByTask(e));
        Event(() => Approve, e => ByTask(e).OnMissingInstance(m => m.ExecuteAsync(c => SayMissing(c, nameof(ApproveTask), c.Message.TaskId!))));
        Event(() => Released, e => ByTask(e));
        Event(() => Enlisted, e => ByTask(e));
        Event(() => Item, e => ByTask(e));
        Event(() => Dependent, e => ByTask(e));
        Event(() => Dependency, e => ByTask(e));
        Event(() => Granted, e => ByTask(e));
        Event(() => Lost, e => ByTask(e));
        Event(() => Resend, e => ByTask(e));
        Event(() => Started, e => ByTask(e));
        Event(() => Succeeded, e => ByTask(e));
        Event(() => Failed, e => ByTask(e));
        Event(() => Refused, e => ByTask(e));
        Event(() => Returned, e => ByTask(e));
        Event(() => Ask, e => ByTask(e));
        Event(() => Retry, e => ByTask(e));
        Event(() => Timeout, e => ByTask(e));
        Event(() => Deadline, e => ByTask(e));
    }

    private static IEventCorrelationConfigurator<TaskSaga, T> ByTask<T>(IEventCorrelationConfigurator<TaskSaga, T> e)
        where T : class
    {
        e.ConfigureConsumeTopology = false;
        return e.CorrelateById(c => TaskIds.Of(c.Message) is { } id
            ? TaskIds.Correlation(id)
            : throw new InvalidOperationException(
                $"The message {c.MessageId} ({typeof(T).Name}) names no task, so nothing was changed. "
                + "A command needs its taskId; timers fire by themselves and are not sent."));
    }

    private static Task SayMissing<T>(ConsumeContext<T> c, string command, string taskId)
        where T : class =>
        c.ResponseAddress is null ? Task.CompletedTask : c.RespondAsync(TaskAnswers.NotFound(command, taskId));
}
