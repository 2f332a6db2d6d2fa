using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Redis.Caching;

internal static class RedisSharedResultsRegistration
{
    public static void AddRedisSharedResults(this IServiceCollection services) =>
        services.AddRedisNames().TryAddSingleton<ISharedResults, RedisSharedResults>();
}
