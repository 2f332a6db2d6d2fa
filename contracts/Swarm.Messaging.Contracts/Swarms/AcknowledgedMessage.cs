namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A message that was handled, as <see cref="WaitingMessage"/> named it.</summary>
public sealed record AcknowledgedMessage
{
    /// <summary>The swarm that got it.</summary>
    public string? SwarmId { get; init; }

    /// <summary>In the inbox of that swarm.</summary>
    public string? Position { get; init; }
}
