namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>What a host of swarms has to know.</summary>
public sealed record SwarmHostSynced
{
    public int SchemaVersion { get; init; } = 1;

    public string HostId { get; init; } = "";

    /// <summary>All swarms that it hosts now.</summary>
    public IReadOnlyList<HostedSwarmTerm> Hosted { get; init; } = [];

    /// <summary>Heartbeats that did not count.</summary>
    public IReadOnlyList<DroppedSwarm> Dropped { get; init; } = [];

    /// <summary>For each swarm in the order of its inbox.</summary>
    public IReadOnlyList<WaitingMessage> Messages { get; init; } = [];

    /// <summary>True: there are more messages at once.</summary>
    public bool More { get; init; }

    /// <summary>For so many milliseconds at most a host is to be silent: half of <c>Swarms:HeartbeatInterval</c> (15,000 by default). No answer waits for longer. 0: not said.</summary>
    public long SyncWithinMs { get; init; }
}
