using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>Counts a vote for the swarm that sent it, to whomever it was sent. One that does not count is answered; it says why.</summary>
internal sealed class VoteHandler(ISwarmVotes votes, SwarmConflicts conflicts, SystemAnswers answers) : ISystemMessageHandler
{
    public string Type => SystemMessageTypes.ConflictVote;

    public bool NeedsReceiver => false;

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        var (message, (id, vote)) = (delivery.Message, Read(delivery.Message));
        var ballot = (await votes.FindAsync(id, cancellation).ConfigureAwait(false))?.Ballot;
        var became = ballot is null || (vote != ballot.A.Id && vote != ballot.B.Id) ? VoteCast.Unknown
            : await votes.CastAsync(id, message.SwarmId, vote == ballot.A.Id ? 1 : 2, message.Id, cancellation).ConfigureAwait(false);
        if (became == VoteCast.Counted)
            await conflicts.DecideDueAsync(cancellation).ConfigureAwait(false);
        else
            await answers.RefuseAsync(delivery, new CommandRejected { Command = Type, Code = Code(became), Message = Words(became, id, message.SwarmId) }, cancellation).ConfigureAwait(false);
    }

    public static (string Id, string Vote) Read(SwarmMessage message) =>
        (message.Payload.GetProperty("voteId").GetString()!, message.Payload.GetProperty("vote").GetString()!);

    /// <summary>Why a vote does not count.</summary>
    public static string Words(VoteCast became, string id, string voter) => became switch
    {
        VoteCast.Unknown => $"Nothing is voted on by the id {id}, or it is forgotten. The vote does not count.",
        VoteCast.Party => $"The swarm {voter} is a party of the conflict {id}, and parties have no vote.",
        VoteCast.Over => $"The vote on {id} is over. The vote of {voter} came too late and does not count.",
        VoteCast.Voted => $"The swarm {voter} has voted on {id}: a vote cannot be changed, and the first one counts.",
        VoteCast.Late => $"The swarm {voter} did not work when the vote on {id} was opened, and has none.",
        _ => $"The swarm {voter} does not work, so its vote on {id} does not count.",
    };

    private static string Code(VoteCast became) => became switch { VoteCast.Unknown => "not_found", VoteCast.Voted => "id_conflict", _ => "wrong_state" };
}
