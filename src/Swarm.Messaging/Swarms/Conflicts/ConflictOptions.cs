namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>Conflicts between swarms.</summary>
public sealed class ConflictOptions
{
    /// <summary>How long a vote is open; it is decided earlier when everybody has voted. 5 s.</summary>
    public TimeSpan VoteDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a result of a vote is known. 24 h.</summary>
    public TimeSpan VoteRetention { get; set; } = TimeSpan.FromHours(24);
}
