using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Agents;

public static class RedisAgentStoreRegistration
{
    /// <summary><see cref="IAgentStore"/> in Redis; the connection comes from the container.</summary>
    public static IServiceCollection AddRedisAgentStore(this IServiceCollection services)
    {
        services.AddRedisNames();
        services.TryAddSingleton<IAgentStore, RedisAgentStore>();
        return services;
    }
}
