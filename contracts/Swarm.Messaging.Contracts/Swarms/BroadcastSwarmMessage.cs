using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Sends a message from one swarm to all others that have not ended. Queue <c>swarm.broadcast-swarm-message</c>, or POST
/// <c>/api/swarm-messages/broadcasts</c>. The answer is <see cref="SwarmMessageSent"/>: it lies in the inbox of each, or of none; or
/// <see cref="Tasks.CommandRejected"/>.
/// </summary>
public sealed record BroadcastSwarmMessage
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The sender, a registered swarm.</summary>
    public string? From { get; init; }

    /// <summary>
    /// all (default), agents (of all swarms), coordination, <c>coordination:{subject}</c>, resources, tasks or events: which channel it is heard on.
    /// </summary>
    public string? To { get; init; }

    /// <summary>True: the sender gets it, too. Only with all.</summary>
    public bool? IncludeSelf { get; init; }

    /// <summary>An object of at most 56 levels of JSON; its field <c>type</c> names what it is.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>. The same id again from the same sender is not sent again. Absent: a new one.</summary>
    public string? MessageId { get; init; }
}
