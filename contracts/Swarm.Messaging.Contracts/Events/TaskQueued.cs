namespace Swarm.Messaging.Contracts.Events;

/// <summary>A task that was held back enters the queue: its batch was flushed, or what it waited for is there. Others enter it with their acceptance.</summary>
public sealed record TaskQueued : TaskEvent
{
    public int Rank { get; init; }

    public long Sequence { get; init; }

    public string? BatchId { get; init; }
}
