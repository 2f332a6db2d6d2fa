namespace Swarm.Messaging.Contracts.Flow;

/// <summary>
/// Nothing of a client, an operation, a target or any other key begins; what runs goes on, what waits keeps its place. Queue
/// <c>swarm.pause-dispatch</c>, or POST <c>/api/limits/pause</c>. Answer: <see cref="DispatchLimits"/> or <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record PauseDispatch
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>client:{client}</c>, <c>operation:{kind}/{operation}</c>, <c>agent:{agent}</c> or <c>target:{target}</c>, or <c>location:{location}</c> of CRM tasks.</summary>
    public string? Key { get; init; }

    /// <summary>How long, in ms, up to 31 days. Absent, like <see cref="Until"/>: until <see cref="ResumeDispatch"/>.</summary>
    public long? ForMs { get; init; }

    /// <summary>Until when, instead of <see cref="ForMs"/>.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>For people, at most 200 characters; <c>swarm explain</c> tells it.</summary>
    public string? Reason { get; init; }
}
