namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>Votes of swarms: opened once, one voice each, and decided once, by whichever process is first after the deadline.</summary>
internal interface ISwarmVotes
{
    /// <summary>Channel, without the installation's prefix, that says that a vote was decided.</summary>
    const string Channel = "swarm-messaging:{swarms}:votes";

    /// <summary>Again with the same id: nothing is changed.</summary>
    Task OpenAsync(Ballot ballot, CancellationToken cancellation);

    /// <param name="choice">1: the first party, 2: the second.</param>
    /// <returns>Whether it counts. It does not when the vote is unknown or decided, when the voter is a party of it, does not work, or has voted.</returns>
    Task<bool> CastAsync(string voteId, string voter, int choice, CancellationToken cancellation);

    /// <summary>Votes whose deadline is over, or in which all have voted, and that are not decided.</summary>
    Task<IReadOnlyList<Count>> DueAsync(int most, CancellationToken cancellation);

    /// <param name="result">JSON, for whoever asks.</param>
    /// <returns>False: it was decided before.</returns>
    Task<bool> DecideAsync(string voteId, ReadOnlyMemory<byte> result, CancellationToken cancellation);

    Task<Count?> FindAsync(string voteId, CancellationToken cancellation);

    /// <summary>A conflict was resolved, however.</summary>
    Task CountResolvedAsync(CancellationToken cancellation);

    Task<long> ResolvedAsync(CancellationToken cancellation);
}

/// <summary>What is voted on.</summary>
internal sealed record Ballot(string VoteId, string? Type, Party A, Party B);

/// <param name="Result">Null while it is open.</param>
internal sealed record Count(Ballot Ballot, int ForA, int ForB, ReadOnlyMemory<byte>? Result);
