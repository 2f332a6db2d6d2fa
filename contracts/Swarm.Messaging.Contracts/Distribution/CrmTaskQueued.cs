namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>A task entered the queue: at its acceptance, when its batch was flushed, or when what it waited for was there.</summary>
public sealed record CrmTaskQueued : DistributionEvent
{
    public required string TaskId { get; init; }

    /// <summary>critical, high, normal, low or background.</summary>
    public required string Priority { get; init; }

    public string? Op { get; init; }
}
