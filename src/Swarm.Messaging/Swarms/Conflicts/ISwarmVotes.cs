namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>Votes of swarms: opened once, one voice each, and decided once, by whichever process is first after the deadline.</summary>
internal interface ISwarmVotes
{
    /// <summary>Channel, without the installation's prefix, that says that a vote was decided.</summary>
    const string Channel = "swarm-messaging:{swarms}:votes";

    /// <summary>Again with the same id: nothing is changed.</summary>
    /// <returns>Names this life of the vote: another has the next that gets its id when it is forgotten. Null: the id is another conflict's.</returns>
    Task<string?> OpenAsync(Ballot ballot, CancellationToken cancellation);

    /// <summary>Keeps and counts what was decided without a vote. Again with the same id: nothing is changed.</summary>
    /// <param name="result">JSON, for whoever asks again.</param>
    Task<Recorded> RecordAsync(Ballot ballot, ReadOnlyMemory<byte> result, CancellationToken cancellation);

    /// <param name="choice">1: the first party, 2: the second.</param>
    /// <param name="messageId">That casts it, of its sender: the same again counts as it did.</param>
    Task<VoteCast> CastAsync(string voteId, string voter, int choice, string messageId, CancellationToken cancellation);

    /// <summary>Votes whose deadline is over, or in which all have voted, and that are not decided.</summary>
    Task<IReadOnlyList<Count>> DueAsync(int most, CancellationToken cancellation);

    /// <param name="result">JSON, for whoever asks.</param>
    /// <param name="count">Of which the result was made: where another party has ended since, nothing is decided.</param>
    Task<Decided> DecideAsync(Count count, ReadOnlyMemory<byte> result, CancellationToken cancellation);

    Task<Count?> FindAsync(string voteId, CancellationToken cancellation);

    /// <summary>Conflicts resolved, however.</summary>
    Task<long> ResolvedAsync(CancellationToken cancellation);
}

/// <summary>What is decided.</summary>
/// <param name="Asked">As it was asked, before the registry's answers: the same id with another is another conflict.</param>
internal sealed record Ballot(string VoteId, string? Type, Party A, Party B, string Asked = "");

/// <summary>What became of a decision without a vote.</summary>
internal enum Recorded
{
    New,

    /// <summary>It was decided before, or is voted on.</summary>
    Known,

    /// <summary>The id is another conflict's.</summary>
    Other,
}

/// <summary>What became of the decision of a vote.</summary>
internal enum Decided
{
    Now,

    /// <summary>It was decided before.</summary>
    Before,

    /// <summary>Another party has ended since: it is to be counted again.</summary>
    Changed,
}

/// <summary>What became of a vote that a swarm cast.</summary>
internal enum VoteCast
{
    Counted,

    /// <summary>Nothing is, or was, voted on by that id, or it is forgotten.</summary>
    Unknown,

    /// <summary>The voter is one of the two that it is about.</summary>
    Party,

    /// <summary>It is decided, or its time is over.</summary>
    Over,

    /// <summary>The voter has voted.</summary>
    Voted,

    /// <summary>The voter did not work when it was opened.</summary>
    Late,

    /// <summary>The voter does not work now.</summary>
    Away,
}

/// <param name="Result">Null while it is open.</param>
/// <param name="EndedA">The first party has ended, or left; another of its name is another.</param>
/// <param name="EndedB">The second one has.</param>
internal sealed record Count(Ballot Ballot, int ForA, int ForB, ReadOnlyMemory<byte>? Result, bool EndedA = false, bool EndedB = false);
