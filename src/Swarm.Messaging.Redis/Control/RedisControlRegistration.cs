using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Control;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Control;

internal static class RedisControlRegistration
{
    public static IServiceCollection AddRedisControl(this IServiceCollection services)
    {
        services.AddRedisNames().TryAddSingleton<IControlNonces, RedisControlNonces>();
        return services;
    }
}
