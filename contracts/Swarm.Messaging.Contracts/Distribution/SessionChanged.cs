namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A session after a command.</summary>
public sealed record SessionChanged
{
    public int SchemaVersion { get; init; } = 1;

    public required string Command { get; init; }

    public required BrowserSession Session { get; init; }

    /// <summary>False when it was so already.</summary>
    public bool Changed { get; init; }

    /// <summary>
    /// What is otherwise than a caller may think: <c>draining</c>, the session that was registered gets no new work; <c>bound</c>, no client was named and it is one's from before.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
