using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Swarms.Resources;

internal static class ResourcesRegistration
{
    public static void AddSwarmResources(this IServiceCollection services)
    {
        services.AddOptions<ResourceOptions>();
        services.AddHostedSingleton<ResourceDuty>();
        services.AddSingleton<ICommandSet, ResourceCommandSet>();
        services.AddSingleton<ResourceStatus>();
        services.AddSingleton<IStatusSource>(p => p.GetRequiredService<ResourceStatus>());
        services.AddHostedSingleton<ResourceProjector>();
    }
}
