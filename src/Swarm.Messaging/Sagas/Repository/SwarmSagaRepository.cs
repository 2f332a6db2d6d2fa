using MassTransit;
using MassTransit.Saga;

namespace Swarm.Messaging.Sagas.Repository;

/// <summary>Gives MassTransit the sagas of the store: an ordinary message and an item meet the same saga.</summary>
internal sealed class SwarmSagaRepository<TSaga>(
    RepositoryDelivery<TSaga> delivery, RepositoryScope<TSaga> scope, SagaDefinition<TSaga> definition, ISagaStore store)
    : ISagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, IStoredSagaInstance
{
    public Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class => delivery.DeliverAsync(context, next, scope);

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class => throw new NotSupportedException(
            $"{typeof(TSaga).Name} correlates {typeof(T).Name} by a query over its data, and the store finds sagas by their id only. "
            + "Correlate the event by id (CorrelateById), from an id that the message carries.");

    public Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new RepositoryLoadContext<TSaga>(definition, store, cancellationToken));

    public void Probe(ProbeContext context) => context.Add("persistence", "swarm");
}
