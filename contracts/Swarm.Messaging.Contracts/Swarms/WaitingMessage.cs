namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A message for a swarm of the host. It stays in the inbox until it is acknowledged.</summary>
public sealed record WaitingMessage
{
    /// <summary>The swarm that gets it.</summary>
    public string SwarmId { get; init; } = "";

    /// <summary>In the inbox of that swarm: rises. To be acknowledged with.</summary>
    public string Position { get; init; } = "";

    /// <summary>Absent: what is stored cannot be read; it is to be acknowledged like what was handled.</summary>
    public SwarmMessage? Envelope { get; init; }
}
