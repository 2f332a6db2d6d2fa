using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Workflows.Breakers;

namespace Swarm.Messaging.Redis.Breakers;

internal static class RedisBreakerStoreRegistration
{
    public static void AddRedisBreakerStore(this IServiceCollection services) =>
        services.AddRedisNames().TryAddSingleton<IBreakerStore, RedisBreakerStore>();
}
