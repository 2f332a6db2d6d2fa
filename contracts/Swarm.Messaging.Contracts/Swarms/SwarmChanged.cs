namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// A command about a swarm was done.
/// </summary>
public sealed record SwarmChanged
{
    public int SchemaVersion { get; init; } = 1;

    public string Command { get; init; } = "";

    /// <summary>As it is now, or as archived.</summary>
    public SwarmDocument Swarm { get; init; } = new();

    /// <summary>False: it was so before.</summary>
    public bool Changed { get; init; }
}
