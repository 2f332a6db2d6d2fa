namespace Swarm.Messaging.Contracts.Events;

/// <summary>The target began to run the attempt.</summary>
public sealed record TaskStarted : TaskEvent
{
    public required string TargetId { get; init; }
}
