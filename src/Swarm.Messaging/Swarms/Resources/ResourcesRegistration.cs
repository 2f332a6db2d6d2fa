using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Resources;

internal static class ResourcesRegistration
{
    public static void AddSwarmResources(this IServiceCollection services)
    {
        services.AddOptions<ResourceOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddHostedSingleton<ResourceDuty>();
        services.AddSingleton<ResourceCommandSet>();
        services.AddSingleton<ICommandSet>(p => new ClaimedCommands(p.GetRequiredService<ResourceCommandSet>(), p.GetRequiredService<ISwarmCommandIds>()));
        services.AddSingleton<ISystemMessageHandler, AllocationRequestHandler>();
        services.AddSingleton<ISystemMessageHandler, CoordinationRequestHandler>();
        services.AddSingleton<ResourceStatus>();
        services.AddSingleton<IStatusSource>(p => p.GetRequiredService<ResourceStatus>());
        services.AddHostedSingleton<ResourceProjector>();
    }
}
