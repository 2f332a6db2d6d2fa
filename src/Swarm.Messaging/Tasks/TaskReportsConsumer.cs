using MassTransit;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Tasks;

/// <summary>Reports by the bus: those of agents, and of hosts that could not commit theirs themselves. Whoever asks for an answer hears what changed nothing.</summary>
internal sealed class TaskReportsConsumer(TaskReportsHandler reports, ReplyChannel replies) : IConsumer<TaskReports>
{
    public async Task Consume(ConsumeContext<TaskReports> context)
    {
        if (ReportAnswers.Refusal(await reports.HandleAsync(context.Message, context.CancellationToken).ConfigureAwait(false), context.Message.Reports.Count) is not { } refusal)
            return;
        if (context.ResponseAddress is not null)
            await context.RespondAsync(refusal).ConfigureAwait(false);
        else if (context.ReceiveContext.TryGetPayload(out RabbitMqBasicConsumeContext? plain) && plain.Properties is { ReplyTo: { Length: > 0 } to } said)
            await replies.SendAsync(new ReplyAddress("", to, said.CorrelationId, false, null), refusal, context.CancellationToken).ConfigureAwait(false);
    }
}
