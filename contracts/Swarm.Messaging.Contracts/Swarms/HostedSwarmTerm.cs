namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A swarm that a host has.</summary>
public sealed record HostedSwarmTerm
{
    public string SwarmId { get; init; } = "";

    /// <summary>To be sent with its heartbeats.</summary>
    public long Term { get; init; }

    /// <summary>One of <see cref="SwarmStatuses"/>.</summary>
    public string Status { get; init; } = "";
}
