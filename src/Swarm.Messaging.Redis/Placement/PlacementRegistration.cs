using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Placement;

public static class PlacementRegistration
{
    /// <summary>
    /// <see cref="IPlacementStore"/> in Redis. Expects an <c>IConnectionMultiplexer</c> and <see cref="RedisStoreOptions"/>;
    /// changes of <see cref="PlacementOptions"/> take effect with the next call.
    /// </summary>
    public static IServiceCollection AddRedisPlacement(this IServiceCollection services)
    {
        services.AddOptions<PlacementOptions>();
        services.TryAddSingleton<StoreClock>();
        services.TryAddSingleton(provider =>
        {
            var redis = provider.GetRequiredService<IOptions<RedisStoreOptions>>().Value;
            return new RedisKeys(redis.KeyPrefix, redis.Shards);
        });
        services.TryAddSingleton<IPlacementStore, RedisPlacementStore>();
        return services;
    }
}
