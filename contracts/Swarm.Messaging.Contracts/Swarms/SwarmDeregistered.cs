namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A swarm has left the registry; the archive keeps it.</summary>
public sealed record SwarmDeregistered : SwarmEvent
{
    /// <summary>Of whoever took it out, e.g. <c>completed</c>; <c>expired</c>: nobody had touched it for its lifetime.</summary>
    public string Reason { get; init; } = "";
}
