namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A heartbeat that did not count.</summary>
public sealed record DroppedSwarm
{
    public string SwarmId { get; init; } = "";

    /// <summary>As the heartbeat said it.</summary>
    public long Term { get; init; }

    /// <summary>One of <see cref="DropOutcomes"/>.</summary>
    public string Outcome { get; init; } = "";
}
