using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.Resources;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Swarms;

internal static class SwarmsRegistration
{
    public static void AddSwarms(this IServiceCollection services)
    {
        services.AddOptions<SwarmsOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Sagas.SagaDefinition<SwarmSaga>, SwarmSagaDefinition>();
        services.AddSingleton<SagaStateMachine<SwarmSaga>, SwarmStateMachine>();
        services.AddSaga<SwarmSaga>();
        services.AddSingleton<SwarmPublisher>();
        services.AddSingleton<IOutboxCarrier, SwarmCarrier>();
        services.AddHostedSingleton<SwarmNewsPump>();
        services.AddHostedSingleton<SwarmWatch>();
        services.AddHostedSingleton<SwarmCleaner>();
        services.AddSingleton<SwarmReads>();
        services.AddSingleton<SwarmStatistics>();
        services.AddSingleton<IStatusSource>(p => p.GetRequiredService<SwarmStatistics>());
        services.AddHostedSingleton<SwarmSweeper>();

        services.AddSingleton<HostedSwarms>();
        services.AddHostedSingleton<SwarmHosting>();

        services.AddLeadership();
        services.AddSwarmMessages();
        services.AddSwarmWork();
        services.AddSwarmResources();
        services.AddSwarmConflicts();
    }
}
