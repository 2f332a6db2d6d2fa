using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Swarms.Conflicts;
using Swarm.Messaging.Redis.Swarms.Leadership;
using Swarm.Messaging.Redis.Swarms.Messages;
using Swarm.Messaging.Redis.Swarms.Resources;
using Swarm.Messaging.Redis.Swarms.Work;
using Swarm.Messaging.Swarms.Clients;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.Resources;
using Swarm.Messaging.Swarms.States;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Redis.Swarms;

public static class RedisSwarmsRegistration
{
    /// <summary>The ports of swarms in Redis; the connection comes from the container.</summary>
    public static IServiceCollection AddRedisSwarms(this IServiceCollection services)
    {
        services.AddRedisNames();
        services.TryAddSingleton<SwarmRedis>();
        services.TryAddSingleton<SwarmTurns>();
        services.TryAddSingleton<ISwarmRegistry, RedisSwarmRegistry>();
        services.TryAddSingleton<ISwarmHosts, RedisSwarmHosts>();
        services.TryAddSingleton<ISwarmClients, RedisSwarmClients>();
        services.TryAddSingleton<ISwarmLeadership, RedisSwarmLeadership>();
        services.TryAddSingleton<ISwarmInboxes, RedisSwarmInboxes>();
        services.TryAddSingleton<ISystemInbox, RedisSystemInbox>();
        services.TryAddSingleton<ISwarmWork, RedisSwarmWork>();
        services.TryAddSingleton<ISwarmResources, RedisSwarmResources>();
        services.TryAddSingleton<ISwarmVotes, RedisSwarmVotes>();
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<KeptBodies>();
        services.TryAddSingleton<BlockingStore>();
        services.TryAddSingleton<ISwarmCommandIds, RedisSwarmCommandIds>();
        services.TryAddSingleton<ISwarmStates, RedisSwarmStates>();
        services.TryAddSingleton<ISwarmPublication, RedisSwarmPublication>();
        return services;
    }
}
