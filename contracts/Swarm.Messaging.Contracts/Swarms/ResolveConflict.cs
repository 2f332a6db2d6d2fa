namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Asks which of two swarms goes first. Queue <c>swarm.resolve-conflict</c>, or POST <c>/api/conflicts</c>. The answer is
/// <see cref="ConflictResolved"/>, with voting after its deadline at the latest, or <see cref="Tasks.CommandRejected"/>:
/// <c>not_found</c>, <c>wrong_state</c> (a party has ended), <c>id_conflict</c>.
/// </summary>
public sealed record ResolveConflict
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Names the conflict, <c>[A-Za-z0-9._-]{1,128}</c>. Absent: a new one. The same again while it is voted on, or within a day after, has the same answer.</summary>
    public string? ConflictId { get; init; }

    /// <summary>What it is about, for people and voters.</summary>
    public string? Type { get; init; }

    public ConflictParty? SwarmA { get; init; }

    public ConflictParty? SwarmB { get; init; }

    /// <summary>priority (default, and what an unknown name means), timestamp or voting.</summary>
    public string? Strategy { get; init; }
}

/// <summary>A swarm in a conflict. What is not said of it is taken from the registry.</summary>
public sealed record ConflictParty
{
    public string? Id { get; init; }

    /// <summary>high, normal or low; anything else counts as normal.</summary>
    public string? Priority { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }
}
