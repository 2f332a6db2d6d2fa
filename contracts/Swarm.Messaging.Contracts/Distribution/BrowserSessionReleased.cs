namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A slot of a session is free again, or somebody released the session: it gets no new work.</summary>
public sealed record BrowserSessionReleased : DistributionEvent
{
    public required string SessionId { get; init; }

    /// <summary>Tasks that run in it, as of a moment later.</summary>
    public int ActiveTaskCount { get; init; }
}
