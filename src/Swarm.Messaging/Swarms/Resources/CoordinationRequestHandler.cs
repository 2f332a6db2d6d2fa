using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Resources;

/// <summary>
/// A swarm asks who coordinates, by the message <c>coordination_request</c> with a requestId: the leader and its epoch, what waits, and the pools. The
/// answer is a <c>response</c>. A request to all is answered in the name of the leading swarm.
/// </summary>
internal sealed class CoordinationRequestHandler(ResourceStatus status, SystemAnswers answers) : ISystemMessageHandler
{
    public const string TypeName = SystemMessageTypes.CoordinationRequest;

    public string Type => TypeName;

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation) =>
        await answers.AnswerAsync(delivery, await status.ReadAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
}
