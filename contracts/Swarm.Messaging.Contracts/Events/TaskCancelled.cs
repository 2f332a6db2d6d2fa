namespace Swarm.Messaging.Contracts.Events;

/// <summary>The end: somebody cancelled it.</summary>
public sealed record TaskCancelled : TaskEvent
{
    /// <summary>The session that it held; absent when none.</summary>
    public string? SessionId { get; init; }

    public string? Reason { get; init; }
}
