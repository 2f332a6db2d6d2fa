namespace Swarm.Messaging.Contracts.Events;

/// <summary>The running attempt told how far it is. Not stored in the timeline.</summary>
public sealed record TaskProgressed : TaskEvent
{
    public string? TargetId { get; init; }

    /// <summary>0..1, or null when unknown.</summary>
    public double? Fraction { get; init; }

    public string? Text { get; init; }
}
