using System.Text.Json;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>Answers requests to swarms of this process by its request handler, and says so when there is none or it fails.</summary>
internal sealed class RequestHandling(SwarmMessenger messenger, IEnumerable<ISwarmRequestHandler> handlers) : ISwarmMessageHandler
{
    private readonly ISwarmRequestHandler? handler = handlers.LastOrDefault();

    public string Type => SwarmRequests.RequestType;

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        var payload = delivery.Message.Payload;
        if (!payload.TryGetProperty("requestId", out var id))
            return;
        var data = payload.TryGetProperty("data", out var given) ? given : default;
        object answer;
        try
        {
            answer = handler is null
                ? new { Type = SwarmRequests.ResponseType, RequestId = id, Error = $"The swarm {delivery.ReceiverId} answers no requests." }
                : new { Type = SwarmRequests.ResponseType, RequestId = id, Data = await handler.AnswerAsync(delivery.ReceiverId, delivery.Message.SwarmId, data, cancellation).ConfigureAwait(false) };
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            answer = new { Type = SwarmRequests.ResponseType, RequestId = id, Error = e.Message };
        }

        // The id follows the request's: when that is handled again, its answer is not sent twice.
        await messenger.SendAsync(
            delivery.ReceiverId, new SwarmAddress.ToSwarm(delivery.Message.SwarmId), answer, MessageIds.Answer(delivery.Message, "response"), cancellation).ConfigureAwait(false);
    }
}

/// <summary>What swarms of this process answer to requests.</summary>
internal interface ISwarmRequestHandler
{
    /// <returns>JSON of any kind. What it throws reaches the requester as its message.</returns>
    Task<JsonElement> AnswerAsync(string receiver, string sender, JsonElement data, CancellationToken cancellation);
}
