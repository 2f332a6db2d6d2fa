using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Placement.Sessions;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Placement.Flow;
using Swarm.Messaging.Redis.Placement.Sessions;

namespace Swarm.Messaging.Redis.Placement;

public static class PlacementRegistration
{
    /// <summary>
    /// <see cref="IPlacementStore"/>, <see cref="ISessionStore"/> and <see cref="IFlowStore"/> in Redis. Expects an <c>IConnectionMultiplexer</c>;
    /// changes of <see cref="PlacementOptions"/> take effect with the next call.
    /// </summary>
    public static IServiceCollection AddRedisPlacement(this IServiceCollection services)
    {
        services.AddRedisNames();
        services.AddOptions<PlacementOptions>();
        services.TryAddSingleton<IPlacementStore, RedisPlacementStore>();
        services.TryAddSingleton<ISessionStore, RedisSessionStore>();
        services.TryAddSingleton<IFlowStore, RedisFlowStore>();
        return services;
    }
}
