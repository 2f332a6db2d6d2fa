using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>Key names and the store's clock, shared by everything on the same Redis.</summary>
internal static class RedisNamesRegistration
{
    public static IServiceCollection AddRedisNames(this IServiceCollection services)
    {
        services.AddOptions<RedisStoreOptions>();
        services.TryAddSingleton<StoreClock>();
        services.TryAddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<RedisStoreOptions>>().Value;
            return new RedisKeys(options.KeyPrefix, options.Shards);
        });
        return services;
    }
}
