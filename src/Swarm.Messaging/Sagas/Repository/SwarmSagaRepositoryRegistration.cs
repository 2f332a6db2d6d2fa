using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Swarm.Messaging.Sagas.Repository;

internal static class SwarmSagaRepositoryRegistration
{
    /// <summary>
    /// Keeps the saga in the installation's store, with its outbox. Its <see cref="SagaDefinition{TSaga}"/> and the store come from the container.
    /// </summary>
    public static ISagaRegistrationConfigurator<TSaga> SwarmRepository<TSaga>(this ISagaRegistrationConfigurator<TSaga> saga)
        where TSaga : class, IStoredSagaInstance =>
        saga.Repository(services =>
        {
            services.TryAddSingleton<SagaMachine<TSaga>>();
            services.TryAddSingleton<RepositoryCommits<TSaga>>();
            services.TryAddSingleton<RepositoryDelivery<TSaga>>();
            services.TryAddScoped<RepositoryScope<TSaga>>();
            services.RegisterLoadSagaRepository<TSaga, SwarmSagaRepository<TSaga>>();
            services.RegisterSagaRepository<
                TSaga, RepositoryTry<TSaga>, SagaConsumeContextFactory<RepositoryTry<TSaga>, TSaga>, SwarmSagaRepository<TSaga>>();
        });
}
