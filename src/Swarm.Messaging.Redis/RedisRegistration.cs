using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis.Agents;
using Swarm.Messaging.Redis.Alerts;
using Swarm.Messaging.Redis.Breakers;
using Swarm.Messaging.Redis.Caching;
using Swarm.Messaging.Redis.Channels;
using Swarm.Messaging.Redis.Configuration;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Control;
using Swarm.Messaging.Redis.Coordination;
using Swarm.Messaging.Redis.Intake;
using Swarm.Messaging.Redis.Placement;
using Swarm.Messaging.Redis.Sagas;
using Swarm.Messaging.Redis.Schedules;
using Swarm.Messaging.Redis.Swarms;

namespace Swarm.Messaging.Redis;

public static class RedisRegistration
{
    /// <summary>Saga store and placement on the Redis of <see cref="RedisStoreOptions"/>; two connections, one of them the lease keeper's own.</summary>
    public static IServiceCollection AddSwarmRedis(this IServiceCollection services, Action<RedisStoreOptions>? configure = null)
    {
        services.AddOptions<RedisStoreOptions>().Configure(o => configure?.Invoke(o)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IConnectionMultiplexer>(p => RedisConnection.Open(p, "swarm"));
        services.AddRedisSagaStore();
        services.AddRedisPlacement();
        services.AddRedisRejectedInputs();
        services.AddRedisAlertStore();
        services.AddRedisChannels();
        services.AddSingleton(p => new SecondConnection(RedisConnection.Open(p, "swarm-leases")));
        services.AddSingleton(p => new LeaseKeeperStore(PlacementOver(p, null)));
        services.AddSingleton(p => new FallbackPlacement(PlacementOver(p, PlacementStrategies.LeastConnections)));
        services.AddRedisAgentStore();
        services.AddRedisControl();
        services.AddRedisConfiguration();
        services.AddRedisCoordination();
        services.AddRedisSchedules();
        services.AddRedisSharedResults();
        services.AddRedisBreakerStore();
        services.AddRedisSwarms();
        return services;
    }

    private static RedisPlacementStore PlacementOver(IServiceProvider services, string? strategy) => new(
        services.GetRequiredService<SecondConnection>().Redis,
        services.GetRequiredService<RedisKeys>(),
        services.GetRequiredService<StoreClock>(),
        services.GetRequiredService<IOptionsMonitor<PlacementOptions>>(),
        strategy);
}
