using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Redis.Swarms;

public static class RedisSwarmsRegistration
{
    /// <summary>The ports of swarms in Redis; the connection comes from the container.</summary>
    public static IServiceCollection AddRedisSwarms(this IServiceCollection services)
    {
        services.AddRedisNames();
        services.TryAddSingleton<SwarmRedis>();
        services.TryAddSingleton<ISwarmRegistry, RedisSwarmRegistry>();
        services.TryAddSingleton<ISwarmHosts, RedisSwarmHosts>();
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<KeptBodies>();
        services.TryAddSingleton<ISwarmStates, RedisSwarmStates>();
        services.TryAddSingleton<ISwarmPublication, RedisSwarmPublication>();
        return services;
    }
}
