using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Alerts;

public static class RedisAlertStoreRegistration
{
    /// <summary>Keeps alerts in Redis; the connection comes from the container.</summary>
    public static IServiceCollection AddRedisAlertStore(this IServiceCollection services)
    {
        services.AddRedisNames().TryAddSingleton<IAlertStore, RedisAlertStore>();
        return services;
    }
}
