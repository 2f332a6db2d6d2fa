using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Channels;

public static class RedisChannelsRegistration
{
    /// <summary>Channels, documents of fixed names and counters in Redis; the connection comes from the container.</summary>
    public static IServiceCollection AddRedisChannels(this IServiceCollection services)
    {
        services.AddRedisNames();
        services.TryAddSingleton<IChannels, RedisChannels>();
        services.TryAddSingleton<ISharedDocuments, RedisSharedDocuments>();
        services.TryAddSingleton<ICounters, RedisCounters>();
        return services;
    }
}
