using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Routing;

internal static class RoutingRegistration
{
    public static void AddCodeRouting(this IServiceCollection services)
    {
        services.AddOptions<RoutingOptions>().ValidateDataAnnotations().Validate(
            o => o.RerouteBaseDelay <= o.RerouteMaxDelay,
            "Routing:RerouteBaseDelay must be at most Routing:RerouteMaxDelay, which caps it.").ValidateOnStart();
        services.AddSingleton<RoutingBoard>();
        services.AddSingleton<ITaskPolicy, CodePolicy>();
        services.AddHostedSingleton<RoutingBoardService>();
        services.AddHostedSingleton<RoutingNews>();
        services.AddSingleton<ITaskEventObserver>(p => p.GetRequiredService<RoutingNews>());
        services.AddHostedSingleton<RoutingTable>();
        services.AddSingleton<IStatusSource, RoutingStatus>();
    }
}
