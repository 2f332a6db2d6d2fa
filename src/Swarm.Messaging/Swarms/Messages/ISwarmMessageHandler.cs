namespace Swarm.Messaging.Swarms.Messages;

/// <summary>
/// Acts on messages that swarms of this process receive. For one swarm it is called for one message after the other, in the order of its inbox.
/// A message may come again when the process dies before its handlers have ended.
/// </summary>
internal interface ISwarmMessageHandler
{
    /// <summary>The payload's <c>type</c>; for payloads without one, the message type.</summary>
    string Type { get; }

    /// <summary>What it throws is logged and counted; the message counts as handled, and other handlers get it all the same.</summary>
    Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation);
}
