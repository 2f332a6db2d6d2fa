using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>The recovery of a swarm; its id is the swarm's.</summary>
internal sealed class RecoverySaga : IStoredSagaInstance
{
    public Guid CorrelationId { get; set; }

    public string Id { get; set; } = "";

    public string CurrentState { get; set; } = "";

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>It is no client's.</summary>
    public string Client { get; set; } = "";

    /// <summary>Tries that were begun.</summary>
    public int Attempts { get; set; }

    /// <summary>Of them, those that ended with the process that was given the swarm: they say nothing of it.</summary>
    public int Lost { get; set; }

    /// <summary>Its new host was heard of before it was told that it is recovering.</summary>
    public bool Heard { get; set; }

    /// <summary>When the swarm began to recover: news of an interruption before it come late.</summary>
    public DateTimeOffset BegunAt { get; set; }

    public RecoveryPlan? Plan { get; set; }

    /// <summary>Why the last try failed.</summary>
    public string? Error { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}
