using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Redis.Sagas;

public static class RedisSagaStoreRegistration
{
    /// <summary>
    /// Keeps sagas in Redis. The connection (<c>IConnectionMultiplexer</c>) comes from the container, names from
    /// <see cref="RedisStoreOptions"/>. A shard count other than the stored one refuses the host's start.
    /// </summary>
    public static IServiceCollection AddRedisSagaStore(this IServiceCollection services, Action<RedisSagaStoreOptions>? configure = null)
    {
        services.AddOptions<RedisSagaStoreOptions>()
            .Configure(options => configure?.Invoke(options))
            .Validate(
                options => options.InboxHorizon >= TimeSpan.FromMinutes(1),
                "InboxHorizon is under 1 minute: redelivered items would be applied twice. Set 1 minute or more (default 6 hours).")
            .ValidateOnStart();
        services.AddRedisNames();
        services.TryAddSingleton<RedisSagaStore>();
        services.TryAddSingleton<ISagaStore>(provider => provider.GetRequiredService<RedisSagaStore>());
        services.TryAddSingleton<ITaskWaits, RedisTaskWaits>();
        services.AddHostedService<ShardCountCheck>();
        return services;
    }
}
