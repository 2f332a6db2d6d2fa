using System.Text.Json.Serialization;

namespace Swarm.Messaging.Outbox;

/// <summary>What is published of a swarm under names of its own.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SwarmPart>))]
internal enum SwarmPart
{
    /// <summary>Its document, and its place in index and status sets.</summary>
    Swarm,

    /// <summary>Its state, and which snapshots and checkpoints there are.</summary>
    State,

    /// <summary>What its coordinators wait for.</summary>
    Blocking,

    /// <summary>It has left: nothing but the archive.</summary>
    All,
}
