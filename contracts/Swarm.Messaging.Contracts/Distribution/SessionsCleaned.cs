namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>The answer to <see cref="CleanUpSessions"/>.</summary>
public sealed record SessionsCleaned
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Those that are gone now.</summary>
    public IReadOnlyList<string> SessionIds { get; init; } = [];
}
