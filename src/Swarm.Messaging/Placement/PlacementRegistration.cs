using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Placement;

internal static class PlacementRegistration
{
    public static void AddPlacement(this IServiceCollection services)
    {
        services.AddOptions<PlacementOptions>().ValidateDataAnnotations().Validate(
            o => o.Heartbeat * 3 <= o.Lease,
            "Placement:Heartbeat must be at most a third of Placement:Lease, or a single late renewal loses running work.").ValidateOnStart();
        services.AddSingleton<SlotChooser>();
        services.AddHostedSingleton<PlacementSweeper>();
        services.AddHostedSingleton<OutcomeSweeper>();
    }
}
