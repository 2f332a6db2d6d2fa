using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Schedules;

namespace Swarm.Messaging.Redis.Schedules;

public static class RedisScheduleRegistration
{
    /// <summary>Keeps schedules in Redis; the connection comes from the container.</summary>
    public static IServiceCollection AddRedisSchedules(this IServiceCollection services)
    {
        services.AddRedisNames().TryAddSingleton<IScheduleStore, RedisScheduleStore>();
        return services;
    }
}
