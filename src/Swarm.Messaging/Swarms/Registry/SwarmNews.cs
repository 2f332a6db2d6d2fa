namespace Swarm.Messaging.Swarms.Registry;

/// <summary>Something that happened to a swarm, told once by the script that did it.</summary>
/// <param name="Id">Names it; rises.</param>
/// <param name="What">One of <see cref="SwarmNewsNames"/>.</param>
/// <param name="From">status and removed: the status before; else what it is.</param>
/// <param name="Reason">Why; null when nobody said.</param>
/// <param name="Version">Of the swarm, after it.</param>
/// <param name="Host">That hosts it; null: none.</param>
/// <param name="Detail">JSON that belongs to it; null: nothing.</param>
public sealed record SwarmNews(
    string Id, string What, string SwarmId, string From, string To, string? Reason, DateTimeOffset At, long Version, string? Host, long Term, string? Detail);

/// <summary>Names of news.</summary>
public static class SwarmNewsNames
{
    public const string Registered = "registered";

    /// <summary>Its definition changed.</summary>
    public const string Updated = "updated";

    public const string Status = "status";

    /// <summary>A process hosts it from now on.</summary>
    public const string Taken = "taken";

    /// <summary>The first heartbeat of a process while it is recovering.</summary>
    public const string Beat = "beat";

    /// <summary>A heartbeat while it is interrupted.</summary>
    public const string Returned = "returned";

    /// <summary>Deregistered or expired; the archive has it.</summary>
    public const string Removed = "removed";

    /// <summary>Its whole state was written.</summary>
    public const string StateSaved = "state_saved";

    public const string StateUpdated = "state_updated";

    public const string StateRestored = "state_restored";

    public const string SnapshotCreated = "snapshot_created";

    public const string CheckpointCreated = "checkpoint_created";

    public const string BlockingSaved = "blocking_state_saved";

    public const string BlockingCleared = "blocking_state_cleared";
}
