using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>
/// A task that a swarm sends to another as <c>task_submission</c>. Queued under an id that the message decides, so that it may be handled twice. A sender whose task is not queued after all
/// is answered.
/// </summary>
internal sealed class TaskSubmissionHandler(ISwarmWork work, TaskSubmissions submissions, SystemAnswers answers) : ISystemMessageHandler
{
    public string Type => SystemMessageTypes.TaskSubmission;

    public bool NeedsReceiver => false;

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        var message = delivery.Message;
        var read = submissions.Read(message);
        var refused = read.Rejected;
        if (read.Order is { } order)
        {
            order = order with { QueuedBy = order.QueuedBy ?? message.SwarmId };
            var became = await work.QueueAsync(order, cancellation).ConfigureAwait(false);
            if (became is WorkQueued.Conflict && order.TaskId == TaskSubmissions.IdOf(message))
                became = await work.QueueAsync(order with { TaskId = TaskSubmissions.OwnId(message) }, cancellation).ConfigureAwait(false);
            refused = SwarmWorkCommands.Refusal(order, became);
        }

        if (refused is not null)
            await answers.RefuseAsync(delivery, refused, cancellation).ConfigureAwait(false);
    }
}
