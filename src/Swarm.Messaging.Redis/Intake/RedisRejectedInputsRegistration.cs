using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Intake;

public static class RedisRejectedInputsRegistration
{
    /// <summary>Keeps rejected inputs in Redis; the connection comes from the container.</summary>
    public static IServiceCollection AddRedisRejectedInputs(this IServiceCollection services)
    {
        services.AddRedisNames().TryAddSingleton<IRejectedInputs, RedisRejectedInputs>();
        return services;
    }
}
