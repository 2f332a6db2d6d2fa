using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Breakers;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Control;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Flow;
using Swarm.Messaging.HostMemory;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Metrics;
using Swarm.Messaging.Objectives;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Routing;
using Swarm.Messaging.Schedules;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasm.Recovery;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Hosting;

/// <summary>The table of contents of a host. The store is added beside it: <c>AddSwarmRedis</c>.</summary>
public static class SwarmRegistration
{
    /// <param name="bus">Further consumers for the same bus.</param>
    public static IServiceCollection AddSwarmMessaging(
        this IServiceCollection services, SwarmOptions options, Action<IBusRegistrationConfigurator>? bus = null)
    {
        services.AddSingleton(options);
        services.AddSingleton(new BusNames(options.Prefix));
        services.AddSingleton<TargetRoutes>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);

        // Hosted services start in this order and stop in the reverse one: the bus stops last, so that a draining target can still report.
        services.AddBrokerWait(options);
        // Before the bus: what the last consumers release is given on while the bus ends.
        services.AddHostedSingleton<PlacementNewsPump>();
        services.AddCoordinatorFeed();
        SwarmBus.Add(services, options, bus);
        services.AddSingleton<HostMeter>();
        services.AddChannels();
        services.AddRecoveryLadder();
        services.AddTasks();
        services.AddOutbox();
        services.AddPlacement();
        services.AddCodeRouting();
        services.AddCacheHandOver();
        services.AddScheduling();
        services.AddWasmPool();
        services.AddWorkers();
        services.AddWorkflows();
        services.AddBreakers();
        services.AddDistribution();
        services.AddSwarms();
        services.AddSchedules();
        services.AddFlow();
        services.AddObjectives();
        services.AddMemoryGuard();
        services.AddExecution();
        services.AddStatus();
        services.AddIntake();
        services.AddAlerts();
        services.AddRecovery();
        services.AddAgents();
        services.AddControl();
        services.AddConfiguration();
        services.AddCoordination();
        services.AddAmqp(options);
        return services;
    }
}
