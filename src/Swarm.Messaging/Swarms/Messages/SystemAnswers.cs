using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>
/// The system's answers to what swarms say to it: a <c>response</c> in the receiver's name, or, of what was sent to all while nobody leads, in the sender's own. Acted upon again, a
/// message is not answered twice.
/// </summary>
internal sealed partial class SystemAnswers(SwarmMessenger messenger, ILogger<SystemAnswers> log)
{
    private const int LongestLogged = 500;

    /// <summary>requestId (the message's id when it has none), request, code, error.</summary>
    public Task RefuseAsync(SwarmDelivery delivery, CommandRejected rejected, CancellationToken cancellation) => SendAsync(
        delivery, new { Type = SwarmRequests.ResponseType, RequestId = RequestOf(delivery), Request = delivery.Type, rejected.Code, Error = rejected.Message }, cancellation);

    /// <summary>requestId (the message's id when it has none), request, data.</summary>
    public Task AnswerAsync(SwarmDelivery delivery, object data, CancellationToken cancellation) => SendAsync(
        delivery, new { Type = SwarmRequests.ResponseType, RequestId = RequestOf(delivery), Request = delivery.Type, Data = data }, cancellation);

    private async Task SendAsync(SwarmDelivery delivery, object response, CancellationToken cancellation)
    {
        var message = delivery.Message;
        var from = delivery.ReceiverId.Length > 0 ? delivery.ReceiverId : message.SwarmId;
        var sent = await messenger.TellAsync(from, new SwarmAddress.ToSwarm(message.SwarmId), response, MessageIds.Answer(message, "response"), cancellation).ConfigureAwait(false);
        if (sent is MessageSent.Refused refused)
            NotAnswered(delivery.Type, message.Id, message.SwarmId, refused.Message, Begin(response));
    }

    private static string Begin(object response)
    {
        var text = JsonSerializer.Serialize(response, WireJson.Options);
        return text[..Math.Min(text.Length, LongestLogged)];
    }

    private static object RequestOf(SwarmDelivery delivery) =>
        delivery.Message.Payload.TryGetProperty("requestId", out var id) && id.ValueKind != JsonValueKind.Null ? id : delivery.Message.Id;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The {Type} {MessageId} of {SwarmId} was decided and could not be answered: {Error} The answer was {Answer}")]
    private partial void NotAnswered(string type, string messageId, string swarmId, string error, string answer);
}
