namespace Swarm.Messaging.Outbox;

/// <summary>Sends an answer to whoever is named by a reply address.</summary>
internal interface IReplyChannel
{
    Task SendAsync<T>(ReplyAddress to, T answer, CancellationToken cancellation)
        where T : class;
}
