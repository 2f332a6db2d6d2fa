using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Coordination;

internal static class RedisCoordinatorRegistration
{
    public static IServiceCollection AddRedisCoordination(this IServiceCollection services)
    {
        services.AddRedisNames().TryAddSingleton<ICoordinatorStore, RedisCoordinatorStore>();
        return services;
    }
}
