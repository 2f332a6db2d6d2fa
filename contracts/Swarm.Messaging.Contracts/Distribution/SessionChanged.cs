namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A session after a command.</summary>
public sealed record SessionChanged
{
    public int SchemaVersion { get; init; } = 1;

    public required string Command { get; init; }

    public required BrowserSession Session { get; init; }

    /// <summary>False when it was so already.</summary>
    public bool Changed { get; init; }
}
