using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>Decides conflicts: at once by rules, or by a vote of all other swarms, which goes on when this process dies.</summary>
internal sealed partial class SwarmConflicts(
    ISwarmRegistry registry, ISwarmVotes votes, SwarmMessenger messenger, IChannels channels, Announcer announcer, IOptions<ConflictOptions> options, TimeProvider time,
    ILogger<SwarmConflicts> log)
{
    private const int AtATime = 100;

    // Its deadline is the store's; whoever waits looks a little later.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);

    /// <param name="id">Names the conflict and its vote: the same again has the same answer.</param>
    /// <returns><see cref="ConflictResolved"/>, or <see cref="CommandRejected"/>.</returns>
    public async Task<object> ResolveAsync(string id, string? type, Party a, Party b, string? strategy, CancellationToken cancellation)
    {
        var (ballot, refused) = await BallotAsync(id, type, a, b, strategy, cancellation).ConfigureAwait(false);
        return ballot is null ? refused!
            : IsVote(strategy) ? await VoteAsync(ballot, cancellation).ConfigureAwait(false)
            : await DecideAsync(ballot, strategy, cancellation).ConfigureAwait(false);
    }

    /// <summary>Decides at once, or opens a vote and waits for nobody: whichever process is first after the deadline decides it.</summary>
    /// <returns>Null, or why nothing was decided.</returns>
    public async Task<CommandRejected?> BeginAsync(string id, string? type, Party a, Party b, string? strategy, CancellationToken cancellation)
    {
        var (ballot, refused) = await BallotAsync(id, type, a, b, strategy, cancellation).ConfigureAwait(false);
        if (ballot is null)
            return refused;
        return IsVote(strategy)
            ? await OpenAsync(ballot, cancellation).ConfigureAwait(false) ? null : Other(id)
            : await DecideAsync(ballot, strategy, cancellation).ConfigureAwait(false) as CommandRejected;
    }

    /// <summary>Decides votes that are over. Any number of processes may.</summary>
    /// <returns>How many this one decided.</returns>
    public async Task<int> DecideDueAsync(CancellationToken cancellation)
    {
        var decided = 0;
        foreach (var count in await votes.DueAsync(AtATime, cancellation).ConfigureAwait(false))
        {
            if (await DecideAsync(count, cancellation).ConfigureAwait(false))
                decided++;
        }

        return decided;
    }

    private async Task<bool> DecideAsync(Count counted, CancellationToken cancellation)
    {
        for (Count? count = counted; count is not null; count = await votes.FindAsync(counted.Ballot.VoteId, cancellation).ConfigureAwait(false))
        {
            var ballot = count.Ballot;
            object answer = ConflictRules.ByVotes(count) is { } verdict ? Resolved(ballot, verdict, [count.ForA, count.ForB]) : NoParties(ballot);
            switch (await votes.DecideAsync(count, JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), WireJson.Options), cancellation).ConfigureAwait(false))
            {
                case Decided.Now when answer is ConflictResolved resolved:
                    await TellAsync(resolved, cancellation).ConfigureAwait(false);
                    return true;
                case Decided.Now:
                    Dropped(ballot.VoteId, ballot.A.Id, ballot.B.Id);
                    return true;
                case Decided.Before:
                    return false;
            }
        }

        return false;
    }

    /// <returns><see cref="ConflictResolved"/>, or <see cref="CommandRejected"/> where no party was left.</returns>
    private static object Answer(ReadOnlyMemory<byte> result) => JsonSerializer.Deserialize<JsonElement>(result.Span, WireJson.Options) is var answer && answer.TryGetProperty("winner", out _)
        ? answer.Deserialize<ConflictResolved>(WireJson.Options)!
        : answer.Deserialize<CommandRejected>(WireJson.Options)!;

    private static bool IsVote(string? strategy) => ConflictRules.StrategyOf(strategy) == ConflictRules.Voting;

    private async Task<(Ballot? Ballot, CommandRejected? Refused)> BallotAsync(string id, string? type, Party a, Party b, string? strategy, CancellationToken cancellation)
    {
        var asked = JsonSerializer.Serialize(new { type, a, b, strategy = string.IsNullOrEmpty(strategy) ? ConflictRules.Priority : strategy }, JsonSerializerOptions.Web);
        var (knownA, knownB) = (await KnownAsync(a, cancellation).ConfigureAwait(false), await KnownAsync(b, cancellation).ConfigureAwait(false));
        var ended = knownA?.Ended ?? knownB?.Ended;
        // What was decided, or is voted on, while both were there is answered as it was.
        if ((knownA is null || knownB is null || ended is not null) && await votes.FindAsync(id, cancellation).ConfigureAwait(false) is null)
        {
            return (null, knownA is null || knownB is null
                ? SwarmRefusals.NotFound(nameof(ResolveConflict), (knownA is null ? a : b).Id)
                : Over(knownA.Ended is null ? "swarmB" : "swarmA", (knownA.Ended is null ? b : a).Id, ended!));
        }

        return (new Ballot(id, type, knownA?.Party ?? a, knownB?.Party ?? b, asked), null);
    }

    private async Task<object> DecideAsync(Ballot ballot, string? strategy, CancellationToken cancellation)
    {
        var resolved = Resolved(ballot, ConflictRules.AtOnce(strategy, ballot.A, ballot.B), null);
        switch (await votes.RecordAsync(ballot, JsonSerializer.SerializeToUtf8Bytes(resolved, WireJson.Options), cancellation).ConfigureAwait(false))
        {
            case Recorded.Other:
                return Other(ballot.VoteId);
            case Recorded.Known when await votes.FindAsync(ballot.VoteId, cancellation).ConfigureAwait(false) is { Result: { } before }:
                return Answer(before);
            default:
                await TellAsync(resolved, cancellation).ConfigureAwait(false);
                return resolved;
        }
    }

    private async Task<object> VoteAsync(Ballot ballot, CancellationToken cancellation)
    {
        var wake = new WakeSignal();
        await using var ear = await channels.SubscribeAsync(
            ISwarmVotes.Channel,
            _ =>
            {
                wake.Set();
                return Task.CompletedTask;
            },
            cancellation).ConfigureAwait(false);
        if (!await OpenAsync(ballot, cancellation).ConfigureAwait(false))
            return Other(ballot.VoteId);
        while (true)
        {
            await DecideDueAsync(cancellation).ConfigureAwait(false);
            if (await votes.FindAsync(ballot.VoteId, cancellation).ConfigureAwait(false) is { Result: { } result })
                return Answer(result);
            await wake.WaitAsync(options.Value.VoteDeadline + Margin, time, cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> OpenAsync(Ballot ballot, CancellationToken cancellation)
    {
        if (await votes.OpenAsync(ballot, cancellation).ConfigureAwait(false) is not { } opened)
            return false;
        // The id is this vote's: asked for twice, the swarms hear of it once; and of the next of its name anew.
        await messenger.SendAsync(
            ballot.A.Id, new SwarmAddress.ToAll(), new { Type = "conflict_vote_request", ballot.VoteId, Conflict = new { ballot.Type, SwarmA = ballot.A, SwarmB = ballot.B } },
            $"vote{CommandRules.Joint}{ballot.VoteId}{CommandRules.Joint}{opened}", cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>With what the registry knows where nothing was said.</summary>
    /// <returns>Null: there is no such swarm.</returns>
    private async Task<Known?> KnownAsync(Party party, CancellationToken cancellation) =>
        await registry.GetAsync(party.Id, cancellation).ConfigureAwait(false) is { } swarm
            ? new(
                party with { Priority = party.Priority ?? swarm.Metadata.Priority, CreatedAt = party.CreatedAt ?? swarm.CreatedAt },
                SwarmTransitions.IsEnd(swarm.Status) ? swarm.Status : null)
            : null;

    private static CommandRejected Over(string field, string swarm, string status) => new()
    {
        Command = nameof(ResolveConflict),
        Code = "wrong_state",
        Message = $"The swarm {swarm} is {status}, and one that has ended has no conflicts. Nothing was decided.",
        Violations = [new FieldViolation($"{field}.id", swarm, $"It is {status}: one that has not ended.", "wrong_state")],
    };

    private static CommandRejected NoParties(Ballot ballot) => new()
    {
        Command = nameof(ResolveConflict),
        Code = "no_parties",
        Message = $"Both {ballot.A.Id} and {ballot.B.Id} had ended when the vote on {ballot.VoteId} was over. Nothing was decided, and there is nothing left to decide.",
    };

    private static CommandRejected Other(string id) => new()
    {
        Command = nameof(ResolveConflict),
        Code = "id_conflict",
        Message = $"The conflict {id} is another one: of other swarms, another type or strategy. Nothing was changed: choose another id.",
        Violations = [new FieldViolation("conflictId", id, "One that names no other conflict.", "id_conflict")],
    };

    private static ConflictResolved Resolved(Ballot ballot, ConflictVerdict verdict, IReadOnlyList<int>? counted) => new()
    {
        ConflictId = ballot.VoteId,
        Type = ballot.Type,
        Winner = verdict.First ? ballot.A.Id : ballot.B.Id,
        Loser = verdict.First ? ballot.B.Id : ballot.A.Id,
        Strategy = verdict.Strategy,
        Reason = verdict.Reason,
        Ended = verdict.Ended,
        Votes = counted,
    };

    private async Task TellAsync(ConflictResolved resolved, CancellationToken cancellation)
    {
        WasDecided(resolved.ConflictId, resolved.Winner, resolved.Strategy, resolved.Reason);
        // What it is about has a name of its own: type is the event's.
        await announcer.TellAsync(
            LeaderService.Events,
            "conflict_resolved",
            new { resolved.ConflictId, ConflictType = resolved.Type, resolved.Winner, resolved.Loser, resolved.Strategy, resolved.Reason, resolved.Ended, resolved.Votes },
            cancellation).ConfigureAwait(false);
    }

    /// <param name="Ended">How it has ended; null: it has not.</param>
    private sealed record Known(Party Party, string? Ended);

    [LoggerMessage(Level = LogLevel.Information, Message = "The vote on {ConflictId} is over and both {SwarmA} and {SwarmB} have ended: nothing is decided")]
    private partial void Dropped(string conflictId, string swarmA, string swarmB);

    [LoggerMessage(Level = LogLevel.Information, Message = "The conflict {ConflictId} is decided for {Winner} by {Strategy}: {Reason}")]
    private partial void WasDecided(string conflictId, string winner, string strategy, string reason);
}
