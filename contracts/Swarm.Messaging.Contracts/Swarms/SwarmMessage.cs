using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A message of a swarm, the same in inboxes, histories and on channels. At most 1,048,576 bytes of UTF-8 as a whole.</summary>
public sealed record SwarmMessage
{
    /// <summary>1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary><c>msg_{ms}_{random}</c> unless given. The same id again from the same sender is the same message.</summary>
    public required string Id { get; init; }

    /// <summary>The sender.</summary>
    public required string SwarmId { get; init; }

    /// <summary>Epoch ms.</summary>
    public long Timestamp { get; init; }

    /// <summary>One of <see cref="SwarmMessageTypes"/>.</summary>
    public required string MessageType { get; init; }

    /// <summary>The swarm it is for; absent: all of them.</summary>
    public string? Target { get; init; }

    /// <summary>The agent it is for; absent: all agents, or none in particular.</summary>
    public string? TargetAgent { get; init; }

    /// <summary>An object; its field <c>type</c> names what it is.</summary>
    public JsonElement Payload { get; init; }

    public required SwarmMessageMetadata Metadata { get; init; }
}

/// <summary>Where a message comes from.</summary>
public sealed record SwarmMessageMetadata
{
    /// <summary>The swarm that sent it.</summary>
    public required string Sender { get; init; }

    public DateTimeOffset SentAt { get; init; }

    /// <summary>Of this form: 1.0.0.</summary>
    public string Version { get; init; } = "1.0.0";
}
