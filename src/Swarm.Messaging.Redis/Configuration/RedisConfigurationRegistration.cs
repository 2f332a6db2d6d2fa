using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Configuration;

internal static class RedisConfigurationRegistration
{
    public static IServiceCollection AddRedisConfiguration(this IServiceCollection services)
    {
        services.AddRedisNames().TryAddSingleton<IConfigurationStore, RedisConfigurationStore>();
        return services;
    }
}
