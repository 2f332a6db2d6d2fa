namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A swarm's heartbeats stopped, and it is interrupted.</summary>
public sealed record SwarmHealthIssue : SwarmEvent
{
    /// <summary><c>heartbeat_timeout</c>.</summary>
    public string Issue { get; init; } = "";
}
