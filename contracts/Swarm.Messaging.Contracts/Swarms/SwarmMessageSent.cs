namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A message lies in the inboxes of its receivers and stays there until each has handled it.</summary>
public sealed record SwarmMessageSent
{
    public int SchemaVersion { get; init; } = 1;

    public required string MessageId { get; init; }

    /// <summary>Inboxes it lies in.</summary>
    public int Receivers { get; init; }

    /// <summary>Receivers of a broadcast that did not get it, as their inbox is full.</summary>
    public int LeftOut { get; init; }

    /// <summary>True: it was sent before, and nothing was done.</summary>
    public bool Repeated { get; init; }
}
