using MassTransit;

namespace Swarm.Messaging.Intake;

/// <summary>The same commands on the in-memory transport, for programs that host Swarm.Messaging in their own process.</summary>
internal sealed class BusCommandConsumer<T>(CommandIntake intake) : IConsumer<T>
    where T : class
{
    public async Task Consume(ConsumeContext<T> context)
    {
        // As it came: what MassTransit made of it need not be written again for the one door.
        var answer = await intake.HandleAsync(
            typeof(T).Name, context.ReceiveContext.Body.GetBytes(), new CommandOrigin("bus", context.MessageId?.ToString("N")), context.CancellationToken).ConfigureAwait(false);
        if (context.ResponseAddress is not null)
            await context.RespondAsync(answer).ConfigureAwait(false);
    }
}
