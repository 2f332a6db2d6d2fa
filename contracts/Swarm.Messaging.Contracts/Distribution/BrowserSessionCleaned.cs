namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A session was removed: unused for long, drained, or its agent is gone.</summary>
public sealed record BrowserSessionCleaned : DistributionEvent
{
    public required string SessionId { get; init; }
}
