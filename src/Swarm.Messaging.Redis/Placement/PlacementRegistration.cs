using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Placement;

public static class PlacementRegistration
{
    /// <summary>
    /// <see cref="IPlacementStore"/> in Redis. Expects an <c>IConnectionMultiplexer</c>;
    /// changes of <see cref="PlacementOptions"/> take effect with the next call.
    /// </summary>
    public static IServiceCollection AddRedisPlacement(this IServiceCollection services)
    {
        services.AddRedisNames();
        services.AddOptions<PlacementOptions>();
        services.TryAddSingleton<IPlacementStore, RedisPlacementStore>();
        return services;
    }
}
