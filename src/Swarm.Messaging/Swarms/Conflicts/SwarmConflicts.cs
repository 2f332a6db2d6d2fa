using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>Decides conflicts: at once by rules, or by a vote of all other swarms, which goes on when this process dies.</summary>
internal sealed partial class SwarmConflicts(
    ISwarmRegistry registry, ISwarmVotes votes, SwarmMessenger messenger, IChannels channels, Announcer announcer, IOptions<ConflictOptions> options, TimeProvider time,
    ILogger<SwarmConflicts> log)
{
    private const int AtATime = 100;

    // Its deadline is the store's; whoever waits looks a little later.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(100);

    /// <param name="id">Names the conflict and its vote.</param>
    public async Task<ConflictResolved> ResolveAsync(string id, string? type, Party a, Party b, string? strategy, CancellationToken cancellation)
    {
        var ballot = await BallotAsync(id, type, a, b, cancellation).ConfigureAwait(false);
        return IsVote(strategy) ? await VoteAsync(ballot, cancellation).ConfigureAwait(false) : await DecideAsync(ballot, strategy, cancellation).ConfigureAwait(false);
    }

    /// <summary>Decides at once, or opens a vote and waits for nobody: whichever process is first after the deadline decides it.</summary>
    public async Task BeginAsync(string id, string? type, Party a, Party b, string? strategy, CancellationToken cancellation)
    {
        var ballot = await BallotAsync(id, type, a, b, cancellation).ConfigureAwait(false);
        if (IsVote(strategy))
            await OpenAsync(ballot, cancellation).ConfigureAwait(false);
        else
            await DecideAsync(ballot, strategy, cancellation).ConfigureAwait(false);
    }

    /// <summary>Decides votes that are over. Any number of processes may.</summary>
    /// <returns>How many this one decided.</returns>
    public async Task<int> DecideDueAsync(CancellationToken cancellation)
    {
        var decided = 0;
        foreach (var count in await votes.DueAsync(AtATime, cancellation).ConfigureAwait(false))
        {
            var resolved = Resolved(count.Ballot, ConflictRules.ByVotes(count.Ballot.A, count.Ballot.B, count.ForA, count.ForB), [count.ForA, count.ForB]);
            if (!await votes.DecideAsync(count.Ballot.VoteId, JsonSerializer.SerializeToUtf8Bytes(resolved, WireJson.Options), cancellation).ConfigureAwait(false))
                continue;
            decided++;
            await TellAsync(resolved, cancellation).ConfigureAwait(false);
        }

        return decided;
    }

    private static bool IsVote(string? strategy) => ConflictRules.StrategyOf(strategy) == ConflictRules.Voting;

    private async Task<Ballot> BallotAsync(string id, string? type, Party a, Party b, CancellationToken cancellation) =>
        new(id, type, await KnownAsync(a, cancellation).ConfigureAwait(false), await KnownAsync(b, cancellation).ConfigureAwait(false));

    private async Task<ConflictResolved> DecideAsync(Ballot ballot, string? strategy, CancellationToken cancellation)
    {
        var verdict = ConflictRules.StrategyOf(strategy) == ConflictRules.Timestamp ? ConflictRules.ByTimestamp(ballot.A, ballot.B) : ConflictRules.ByPriority(ballot.A, ballot.B);
        var resolved = Resolved(ballot, verdict, null);
        await votes.CountResolvedAsync(cancellation).ConfigureAwait(false);
        await TellAsync(resolved, cancellation).ConfigureAwait(false);
        return resolved;
    }

    private async Task<ConflictResolved> VoteAsync(Ballot ballot, CancellationToken cancellation)
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
        await OpenAsync(ballot, cancellation).ConfigureAwait(false);
        while (true)
        {
            await DecideDueAsync(cancellation).ConfigureAwait(false);
            if (await votes.FindAsync(ballot.VoteId, cancellation).ConfigureAwait(false) is { Result: { } result })
                return JsonSerializer.Deserialize<ConflictResolved>(result.Span, WireJson.Options)!;
            await wake.WaitAsync(options.Value.VoteDeadline + Margin, time, cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async Task OpenAsync(Ballot ballot, CancellationToken cancellation)
    {
        await votes.OpenAsync(ballot, cancellation).ConfigureAwait(false);
        // The id is the vote's: asked for twice, the swarms hear of it once.
        await messenger.SendAsync(
            ballot.A.Id, new SwarmAddress.ToAll(), new { Type = "conflict_vote_request", ballot.VoteId, Conflict = new { ballot.Type, SwarmA = ballot.A, SwarmB = ballot.B } },
            $"vote-{ballot.VoteId}", cancellation).ConfigureAwait(false);
    }

    /// <summary>With what the registry knows where nothing was said.</summary>
    private async Task<Party> KnownAsync(Party party, CancellationToken cancellation)
    {
        if (party is { Priority: not null, CreatedAt: not null })
            return party;
        var swarm = await registry.GetAsync(party.Id, cancellation).ConfigureAwait(false);
        return party with { Priority = party.Priority ?? swarm?.Metadata.Priority, CreatedAt = party.CreatedAt ?? swarm?.CreatedAt };
    }

    private static ConflictResolved Resolved(Ballot ballot, ConflictVerdict verdict, IReadOnlyList<int>? counted) => new()
    {
        ConflictId = ballot.VoteId,
        Type = ballot.Type,
        Winner = verdict.First ? ballot.A.Id : ballot.B.Id,
        Loser = verdict.First ? ballot.B.Id : ballot.A.Id,
        Strategy = verdict.Strategy,
        Reason = verdict.Reason,
        Votes = counted,
    };

    private async Task TellAsync(ConflictResolved resolved, CancellationToken cancellation)
    {
        Decided(resolved.ConflictId, resolved.Winner, resolved.Strategy, resolved.Reason);
        // What it is about has a name of its own: type is the event's.
        await announcer.TellAsync(
            LeaderService.Events,
            "conflict_resolved",
            new { resolved.ConflictId, ConflictType = resolved.Type, resolved.Winner, resolved.Loser, resolved.Strategy, resolved.Reason, resolved.Votes },
            cancellation).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The conflict {ConflictId} is decided for {Winner} by {Strategy}: {Reason}")]
    private partial void Decided(string conflictId, string winner, string strategy, string reason);
}
