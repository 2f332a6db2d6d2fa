namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>Who goes first in a conflict.</summary>
public sealed record ConflictResolved
{
    public int SchemaVersion { get; init; } = 1;

    public required string ConflictId { get; init; }

    public string? Type { get; init; }

    public required string Winner { get; init; }

    public required string Loser { get; init; }

    /// <summary>By which it was decided: priority, timestamp or voting.</summary>
    public required string Strategy { get; init; }

    /// <summary>For people, with the figures that decided.</summary>
    public required string Reason { get; init; }

    /// <summary>voting: the party that had ended when it was decided, so that the other goes first; absent: none.</summary>
    public string? Ended { get; init; }

    /// <summary>voting: votes for the first and for the second party.</summary>
    public IReadOnlyList<int>? Votes { get; init; }
}
