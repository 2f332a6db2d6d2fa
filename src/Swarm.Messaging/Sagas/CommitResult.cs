namespace Swarm.Messaging.Sagas;

/// <summary>How a commit ended. A closed set.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <param name="Version">The saga's version now.</param>
    /// <param name="OutboxPlace">Where what it emitted stands; null when it emitted nothing.</param>
    public sealed record Committed(long Version, string? OutboxPlace = null) : CommitResult;

    /// <summary>Somebody else committed first, or the saga exists although it must not. Load again and start over.</summary>
    /// <param name="Version">The version found; 0 when there is no saga.</param>
    public sealed record Conflict(long Version) : CommitResult;

    /// <summary>Some of the items were applied before; drop those and start over.</summary>
    public sealed record AlreadyApplied(IReadOnlyList<string> ItemIds) : CommitResult;
}
