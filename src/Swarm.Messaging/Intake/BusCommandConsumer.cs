using System.Text.Json;
using MassTransit;
using Swarm.Messaging.Bus;

namespace Swarm.Messaging.Intake;

/// <summary>The same commands on the in-memory transport, for programs that host Swarm.Messaging in their own process.</summary>
internal sealed class BusCommandConsumer<T>(CommandIntake intake) : IConsumer<T>
    where T : class
{
    public async Task Consume(ConsumeContext<T> context)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(context.Message, WireJson.Options);
        var answer = await intake.HandleAsync(
            typeof(T).Name, body, new CommandOrigin("bus", context.MessageId?.ToString("N")), context.CancellationToken).ConfigureAwait(false);
        if (context.ResponseAddress is not null)
            await context.RespondAsync(answer).ConfigureAwait(false);
    }
}
