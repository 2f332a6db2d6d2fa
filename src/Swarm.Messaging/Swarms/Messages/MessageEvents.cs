using Microsoft.Extensions.Options;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>
/// Tells listeners on <c>swarm:events</c> what messages go their way: <c>message_sent</c>, and of each receiver <c>message</c> and <c>message:{type}</c>.
/// Without payloads, which stand on the message's own channel and in its history. Nobody waits for it: the inboxes are the truth.
/// </summary>
internal sealed class MessageEvents(Announcer announcer, IOptions<MessagesOptions> options)
{
    public const string Channel = "swarm:events";
    public const string SentName = "message_sent";
    public const string ReceivedName = "message";

    /// <summary>It lies in the inboxes of its receivers.</summary>
    public void Sent(SwarmMessage message, SwarmAddress address, int receivers)
    {
        if (!options.Value.TellMessages)
            return;
        _ = announcer.TellAsync(
            Channel,
            SentName,
            new
            {
                MessageId = message.Id, message.SwarmId, message.MessageType, PayloadType = SwarmDelivery.TypeOf(message), message.Target, message.TargetAgent, address.Channel,
                Receivers = receivers,
            },
            CancellationToken.None);
    }

    /// <summary>Its handlers have ended. Again when the process died before the acknowledgement.</summary>
    public void Received(SwarmDelivery delivery) => Received(delivery.ReceiverId, MessageSaid.Of(delivery.Message));

    /// <summary>A host outside has acknowledged it.</summary>
    public void Received(string receiver, MessageSaid message)
    {
        if (!options.Value.TellMessages)
            return;
        var said = new { message.MessageId, Receiver = receiver, message.SwarmId, message.MessageType, message.PayloadType };
        _ = announcer.TellAsync(Channel, ReceivedName, said, CancellationToken.None);
        _ = announcer.TellAsync(Channel, $"{ReceivedName}:{message.PayloadType}", said, CancellationToken.None);
    }

    /// <summary>Its inbox is read from now on.</summary>
    public Task SubscribedAsync(string swarmId, CancellationToken cancellation) =>
        announcer.TellAsync(Channel, SwarmSubscriptions.Added, new { SwarmId = swarmId, Channels = SwarmSubscriptions.Of(swarmId) }, cancellation);
}
