using System.Text.Json;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Resources;

/// <summary>
/// A swarm asks who coordinates, by the message <c>coordination_request</c> with a requestId: the leader and its epoch, what waits, and the pools. The
/// answer is a <c>response</c>. A request to all is answered in the name of the leading swarm.
/// </summary>
internal sealed class CoordinationRequestHandler(ResourceStatus status, SwarmMessenger messenger) : ISystemMessageHandler
{
    public const string TypeName = SystemMessageTypes.CoordinationRequest;

    public string Type => TypeName;

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        var message = delivery.Message;
        var report = await status.ReadAsync(cancellation).ConfigureAwait(false);
        object request = message.Payload.TryGetProperty("requestId", out var id) && id.ValueKind != JsonValueKind.Null ? id : message.Id;
        await messenger.SendAsync(
            delivery.ReceiverId, new SwarmAddress.ToSwarm(message.SwarmId), new { Type = SwarmRequests.ResponseType, RequestId = request, Request = TypeName, Data = report },
            MessageIds.Answer(message, "response"), cancellation).ConfigureAwait(false);
    }
}
