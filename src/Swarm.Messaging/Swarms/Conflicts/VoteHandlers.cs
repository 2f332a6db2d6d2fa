using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
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

/// <summary>What a <c>conflict_vote</c> must be like.</summary>
internal sealed class VoteRule : ISystemMessageRule
{
    public string Type => SystemMessageTypes.ConflictVote;

    public IReadOnlyList<Violation> Judge(SwarmMessage message)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message.Payload, "payload.", found);
        foreach (var name in new[] { "voteId", "vote" })
        {
            var before = found.Count;
            if (fields.Text(name) is null && found.Count == before)
                found.Add(new(fields.PathOf(name), null, "Required: as in the conflict_vote_request; the vote is the id of a party."));
        }

        return found;
    }
}

/// <summary>Counts a vote for the swarm that sent it, to whomever it was sent.</summary>
internal sealed class VoteHandler(ISwarmVotes votes, SwarmConflicts conflicts) : ISystemMessageHandler
{
    public string Type => SystemMessageTypes.ConflictVote;

    public bool NeedsReceiver => false;

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        var payload = delivery.Message.Payload;
        var (id, vote) = (payload.GetProperty("voteId").GetString()!, payload.GetProperty("vote").GetString());
        if (await votes.FindAsync(id, cancellation).ConfigureAwait(false) is not { Result: null } count)
            return;
        var choice = vote == count.Ballot.A.Id ? 1 : vote == count.Ballot.B.Id ? 2 : 0;
        if (choice > 0 && await votes.CastAsync(id, delivery.Message.SwarmId, choice, cancellation).ConfigureAwait(false))
            await conflicts.DecideDueAsync(cancellation).ConfigureAwait(false);
    }
}
