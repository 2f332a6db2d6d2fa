namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A session is known: it was registered, or opened for a task.</summary>
public sealed record BrowserSessionRegistered : DistributionEvent
{
    public required string SessionId { get; init; }
}
