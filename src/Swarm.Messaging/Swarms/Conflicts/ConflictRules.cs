using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>How conflicts are decided. Pure.</summary>
internal static class ConflictRules
{
    public const string Priority = "priority";
    public const string Timestamp = "timestamp";
    public const string Voting = "voting";

    public static string StrategyOf(string? name) => name is Timestamp or Voting ? name : Priority;

    /// <summary>Priority decides for a name that nobody knows, and the reason says so.</summary>
    public static ConflictVerdict AtOnce(string? strategy, Party a, Party b)
    {
        if (StrategyOf(strategy) == Timestamp)
            return ByTimestamp(a, b);
        var verdict = ByPriority(a, b);
        return string.IsNullOrEmpty(strategy) || strategy == Priority
            ? verdict
            : verdict with { Reason = $"strategy {PayloadRules.Cut(strategy)} is not known: by priority; {verdict.Reason}" };
    }

    /// <summary>The higher wins, the first of equal ones.</summary>
    public static ConflictVerdict ByPriority(Party a, Party b)
    {
        var (ofA, ofB) = (Weight(a.Priority), Weight(b.Priority));
        return new(ofA >= ofB, Priority, $"{a.Id} has priority {ofA}, {b.Id} has {ofB}{(ofA == ofB ? "; of equal ones the first wins" : "")}");
    }

    /// <summary>The older wins, the first of equal ones; one whose age nobody knows is the newest.</summary>
    public static ConflictVerdict ByTimestamp(Party a, Party b)
    {
        var (ofA, ofB) = (a.CreatedAt ?? DateTimeOffset.MaxValue, b.CreatedAt ?? DateTimeOffset.MaxValue);
        return new(ofA <= ofB, Timestamp, $"{a.Id} was created {Shown(a)}, {b.Id} {Shown(b)}{(ofA == ofB ? "; of equal ones the first wins" : "")}");
    }

    /// <summary>The majority of votes cast; without one the higher priority, then the older swarm.</summary>
    public static ConflictVerdict ByVotes(Party a, Party b, int forA, int forB)
    {
        var votes = $"{forA} votes for {a.Id}, {forB} for {b.Id}";
        if (forA != forB)
            return new(forA > forB, Voting, votes);
        var second = Weight(a.Priority) != Weight(b.Priority) ? ByPriority(a, b) : ByTimestamp(a, b);
        return second with { Strategy = Voting, Reason = $"{votes}: no majority. {second.Reason}" };
    }

    /// <summary>A party that has ended meanwhile is out of it, whatever was voted.</summary>
    /// <returns>Null: neither is left.</returns>
    public static ConflictVerdict? ByVotes(Count count)
    {
        var (a, b) = (count.Ballot.A, count.Ballot.B);
        return (count.EndedA, count.EndedB) switch
        {
            (true, true) => null,
            (true, false) => Left(b, a),
            (false, true) => Left(a, b),
            _ => ByVotes(a, b, count.ForA, count.ForB),
        };

        ConflictVerdict Left(Party left, Party ended) =>
            new(left == a, Voting, $"{ended.Id} had ended when it was decided, so {left.Id} goes first; {count.ForA} votes for {a.Id}, {count.ForB} for {b.Id}", ended.Id);
    }

    /// <summary>high 3, normal 2, low 1; anything else is normal.</summary>
    public static int Weight(string? priority) => priority?.ToLowerInvariant() switch
    {
        "high" => 3,
        "low" => 1,
        _ => 2,
    };

    private static string Shown(Party party) => party.CreatedAt is { } at ? $"at {at:O}" : "at a time that nobody knows";
}

/// <param name="Priority">Null: normal.</param>
/// <param name="CreatedAt">Null: nobody knows.</param>
internal sealed record Party(string Id, string? Priority, DateTimeOffset? CreatedAt);

/// <param name="First">The first party wins.</param>
/// <param name="Ended">The party that has ended meanwhile.</param>
internal sealed record ConflictVerdict(bool First, string Strategy, string Reason, string? Ended = null);
