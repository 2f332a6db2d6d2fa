using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Sends a message from one swarm to another, or to agents of it. Queue <c>swarm.send-swarm-message</c>, or POST <c>/api/swarm-messages</c>. The
/// answer is <see cref="SwarmMessageSent"/>: it lies in the receiver's inbox; or <see cref="Tasks.CommandRejected"/>: <c>not_found</c>,
/// <c>wrong_state</c>, <c>too_large</c>, <c>too_deep</c>, <c>inbox_full</c>.
/// </summary>
public sealed record SendSwarmMessage
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The sender, a registered swarm.</summary>
    public string? From { get; init; }

    /// <summary>The receiver. It may be the sender.</summary>
    public string? To { get; init; }

    /// <summary>True: it is for the receiver's agents.</summary>
    public bool? Agents { get; init; }

    /// <summary>The one agent it is for; implies <see cref="Agents"/>.</summary>
    public string? Agent { get; init; }

    /// <summary>An object of at most 56 levels of JSON; its field <c>type</c> names what it is.</summary>
    public JsonElement? Payload { get; init; }

    /// <summary><c>[A-Za-z0-9._-]{1,128}</c>. The same id again from the same sender is not sent again. Absent: a new one.</summary>
    public string? MessageId { get; init; }
}
