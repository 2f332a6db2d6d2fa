namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>Looks at the cache of node results, or empties it. Queue <c>swarm.manage-cache</c>. Answer: <see cref="CacheManaged"/>.</summary>
public sealed record ManageCache
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>stats or clear. What is cleared is gone on all hosts.</summary>
    public string? Action { get; init; }
}
