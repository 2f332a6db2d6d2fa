using MassTransit;

namespace Swarm.Messaging.Sagas;

/// <summary>What the item path needs to know of a saga's data.</summary>
public interface IStoredSagaInstance : SagaStateMachineInstance
{
    /// <summary>The id callers know; <see cref="ISaga.CorrelationId"/> is derived from it.</summary>
    string Id { get; }

    string CurrentState { get; }

    /// <summary>Indexed together with the state.</summary>
    string Client { get; }

    /// <summary>When it entered its state, by the clock of the host that committed it.</summary>
    DateTimeOffset ChangedAt { get; set; }
}
