using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Status;

internal static class StatusRegistration
{
    public static void AddStatus(this IServiceCollection services)
    {
        services.AddSingleton<IStatusSource, TaskStatusSource>();
        services.AddSingleton<IStatusSource, PlacementStatus>();
        services.AddSingleton<StatusReports>();
    }
}
