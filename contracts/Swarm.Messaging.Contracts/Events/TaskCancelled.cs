namespace Swarm.Messaging.Contracts.Events;

/// <summary>The end: somebody cancelled it.</summary>
public sealed record TaskCancelled : TaskEvent
{
    public string? Reason { get; init; }
}
