namespace Swarm.Messaging.Contracts.Events;

/// <summary>The task was stored; nothing loses it from here on.</summary>
public sealed record TaskAccepted : TaskEvent
{
    public int Rank { get; init; }

    /// <summary>0 while it is held back: it gets its number with <see cref="TaskQueued"/>.</summary>
    public long Sequence { get; init; }

    /// <summary>Why it is in no queue yet: Blocked or Batched; absent when it is.</summary>
    public string? Held { get; init; }
}
