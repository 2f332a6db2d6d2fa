namespace Swarm.Messaging.Contracts.Events;

/// <summary>The task was stored; nothing loses it from here on.</summary>
public sealed record TaskAccepted : TaskEvent
{
    public int Rank { get; init; }

    public long Sequence { get; init; }
}
