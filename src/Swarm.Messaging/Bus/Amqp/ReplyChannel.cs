using System.Text.Json;
using RabbitMQ.Client;
using Swarm.Messaging.Hosting;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Bus.Amqp;

/// <summary>Answers to whoever is named by reply_to: plain JSON, or MassTransit's envelope for those who asked in one.</summary>
internal sealed class ReplyChannel(SwarmOptions options, ReplySender sender)
{
    public Task SendAsync(ReplyAddress to, object answer, CancellationToken cancellation) => options.Broker is null
        ? Task.CompletedTask
        : sender.SendAsync(to.Envelope ? Enveloped(to, answer) : Plain(to, answer), cancellation);

    private static PlainMessage Plain(ReplyAddress to, object answer) => new(
        to.Exchange,
        to.RoutingKey,
        JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), WireJson.Answers),
        Properties(to, "application/json", answer));

    private static PlainMessage Enveloped(ReplyAddress to, object answer)
    {
        var envelope = Envelope.Of(answer) with { RequestId = to.RequestId, CorrelationId = to.CorrelationId };
        return new PlainMessage(to.Exchange, to.RoutingKey, envelope.Write(WireJson.Answers), Properties(to, Envelope.ContentType, answer));
    }

    private static BasicProperties Properties(ReplyAddress to, string contentType, object answer)
    {
        var properties = new BasicProperties { ContentType = contentType, Type = answer.GetType().Name, DeliveryMode = DeliveryModes.Persistent };
        if (to.CorrelationId is { } id)
            properties.CorrelationId = id;
        return properties;
    }
}
