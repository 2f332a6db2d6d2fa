using MassTransit.Middleware;
using MassTransit.Saga;

namespace Swarm.Messaging.Sagas.Repository;

/// <summary>Reads sagas that are known by a Guid. Named sagas are refused: their Guid does not lead back to the name.</summary>
internal sealed class RepositoryLoadContext<TSaga>(SagaDefinition<TSaga> definition, ISagaStore store, CancellationToken cancellation)
    : BasePipeContext(cancellation), LoadSagaRepositoryContext<TSaga>
    where TSaga : class, IStoredSagaInstance
{
    public async Task<TSaga> Load(Guid correlationId)
    {
        var stored = await store.LoadAsync(definition.Key(definition.IdOf(correlationId)), CancellationToken).ConfigureAwait(false);
        return stored is null ? null! : definition.Read(stored);
    }
}
