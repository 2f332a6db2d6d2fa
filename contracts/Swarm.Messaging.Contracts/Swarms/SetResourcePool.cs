namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Makes a pool of resources that swarms share, or changes its size. Queue <c>swarm.set-resource-pool</c>, or PUT <c>/api/resources/{type}</c>. The
/// answer is <see cref="ResourcesChanged"/> or <see cref="Tasks.CommandRejected"/>: <c>wrong_state</c> when more is allocated than the new size.
/// </summary>
public sealed record SetResourcePool
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>cpu, memory or any other, 1 to 64 characters of A-Z a-z 0-9 . _ -</summary>
    public string? ResourceType { get; init; }

    /// <summary>In units of the caller's own, 0..9,007,199,254,740,991.</summary>
    public long? Total { get; init; }
}
