using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Scheduling;
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
    }
}
