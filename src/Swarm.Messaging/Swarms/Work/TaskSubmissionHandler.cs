using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>A task that a swarm sends to another as <c>task_submission</c>. Queued under an id that the message decides, so that it may be handled twice.</summary>
internal sealed class TaskSubmissionHandler(ISwarmWork work, SwarmTaskReader reader) : ISystemMessageHandler
{
    public string Type => SystemMessageTypes.TaskSubmission;

    public bool NeedsReceiver => false;

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        var read = reader.ReadEntry(delivery.Message.Payload, $"task_{delivery.Message.Id}");
        if (read.Order is { } order)
            await work.QueueAsync(order with { QueuedBy = order.QueuedBy ?? delivery.Message.SwarmId }, cancellation).ConfigureAwait(false);
    }
}
