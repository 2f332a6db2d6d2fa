using MassTransit;
using MassTransit.DependencyInjection;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;

namespace Swarm.Messaging.Sagas.Repository;

/// <summary>The container's scope of one message: whoever asks it for a bus endpoint gets the capturing one.</summary>
internal sealed class RepositoryScope<TSaga>(IServiceProvider services, ISagaConsumeContextFactory<RepositoryTry<TSaga>, TSaga> contexts)
    where TSaga : class, IStoredSagaInstance
{
    public IServiceProvider Services => services;

    public ISagaConsumeContextFactory<RepositoryTry<TSaga>, TSaga> Contexts => contexts;

    public IDisposable? Enter(ConsumeContext captured) =>
        captured.TryGetPayload<IServiceScope>(out var scope)
            ? services.GetRequiredService<Bind<IBus, ISetScopedConsumeContext>>().Value.PushContext(scope, captured)
            : null;
}
