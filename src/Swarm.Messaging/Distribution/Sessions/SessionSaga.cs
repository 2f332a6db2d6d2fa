using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Distribution.Sessions;

/// <summary>What is told of a session over time. What it is now placement knows.</summary>
internal sealed class SessionSaga : IStoredSagaInstance
{
    public Guid CorrelationId { get; set; }

    public string Id { get; set; } = "";

    public string CurrentState { get; set; } = "";

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>The client it is bound to; empty: nobody.</summary>
    public string Client { get; set; } = "";

    public string AgentId { get; set; } = "";

    public DateTimeOffset OpenedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}
