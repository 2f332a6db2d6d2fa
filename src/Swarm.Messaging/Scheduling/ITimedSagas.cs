using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Scheduling;

/// <summary>Sagas of one type, as the timers see them.</summary>
internal interface ITimedSagas
{
    string Type { get; }

    Task FireAsync(IReadOnlyList<DueTimer> timers, CancellationToken cancellation);
}

/// <summary>A fired timer is an item like any other.</summary>
internal sealed class TimedSagas<TSaga>(SagaDefinition<TSaga> definition, SagaRunner<TSaga> sagas) : ITimedSagas
    where TSaga : class, IStoredSagaInstance
{
    public string Type => definition.Type;

    public Task FireAsync(IReadOnlyList<DueTimer> timers, CancellationToken cancellation) => sagas.HandleAsync(
        [.. timers.Select(t => new SagaItem($"{t.Key}:{t.Version}:{t.Name}", t.Key.Id, definition.EventOf(t), t))], cancellation);
}
