using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>
/// What a <c>conflict_vote</c> must be like. What a vote of the same message would be refused for later, when it has counted, is not asked here: sent again it is the same vote.
/// </summary>
internal sealed class VoteRule(ISwarmVotes votes, ISwarmRegistry registry) : ISystemMessageRule
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

    public async Task<MessageSent.Refused?> RefuseAsync(SwarmMessage message, CancellationToken cancellation)
    {
        var (id, vote) = VoteHandler.Read(message);
        if (await votes.FindAsync(id, cancellation).ConfigureAwait(false) is not { Ballot: { A.Id: var a, B.Id: var b } })
            return new MessageSent.Refused("not_found", VoteHandler.Words(VoteCast.Unknown, id, message.SwarmId));
        if (a == message.SwarmId || b == message.SwarmId)
            return new MessageSent.Refused("wrong_state", VoteHandler.Words(VoteCast.Party, id, message.SwarmId));
        if (vote != a && vote != b)
        {
            var rejected = CommandRules.Reject(Type, null, [new("payload.vote", PayloadRules.Cut(vote), $"The id of a party of the conflict: {a} or {b}.")]);
            return new MessageSent.Refused(rejected.Code, rejected.Message, rejected.Violations);
        }

        return await registry.GetAsync(message.SwarmId, cancellation).ConfigureAwait(false) is { Status: var status } && SwarmTransitions.IsEnd(status)
            ? new MessageSent.Refused("wrong_state", $"The swarm {message.SwarmId} is {status} and votes no more.")
            : null;
    }
}
