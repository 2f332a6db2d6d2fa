using System.Text.Json;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>How swarms of this process vote. Without one they abstain.</summary>
internal interface ISwarmVoter
{
    /// <param name="conflict">type, swarmA and swarmB, as the request has them.</param>
    /// <returns>The id of the party it is for; null: it abstains.</returns>
    Task<string?> VoteAsync(string swarmId, JsonElement conflict, CancellationToken cancellation);
}

/// <summary>Asks the voters of this process, and sends their votes to whoever asks.</summary>
internal sealed class VoteRequestHandler(SwarmMessenger messenger, IEnumerable<ISwarmVoter> voters) : ISwarmMessageHandler
{
    public string Type => "conflict_vote_request";

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        var payload = delivery.Message.Payload;
        foreach (var voter in voters)
        {
            if (await voter.VoteAsync(delivery.ReceiverId, payload.GetProperty("conflict"), cancellation).ConfigureAwait(false) is { } vote)
            {
                await messenger.SendAsync(
                    delivery.ReceiverId, new SwarmAddress.ToSwarm(delivery.Message.SwarmId), new { Type = "conflict_vote", VoteId = payload.GetProperty("voteId"), Vote = vote },
                    MessageIds.Answer(delivery.Message, "vote"), cancellation).ConfigureAwait(false);
                return;
            }
        }
    }
}
