using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Swarms.Registry;

/// <summary>What is told of a swarm over time. What it is now the registry knows.</summary>
internal sealed class SwarmSaga : IStoredSagaInstance
{
    public Guid CorrelationId { get; set; }

    public string Id { get; set; } = "";

    public string CurrentState { get; set; } = "";

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>A swarm is no client's.</summary>
    public string Client { get; set; } = "";

    /// <summary>The process that hosts it; empty: none.</summary>
    public string Host { get; set; } = "";

    public long Version { get; set; }

    public DateTimeOffset RegisteredAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}
