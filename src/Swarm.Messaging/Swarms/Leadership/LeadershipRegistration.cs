using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Swarms.Leadership;

internal static class LeadershipRegistration
{
    public static void AddLeadership(this IServiceCollection services)
    {
        services.AddOptions<LeadershipOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedSingleton<LeaderService>();
        services.AddSingleton<ISwarmNewsReader, FirstLeader>();
    }
}
