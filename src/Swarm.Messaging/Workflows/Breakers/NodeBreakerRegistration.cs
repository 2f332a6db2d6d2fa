using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Breakers;

namespace Swarm.Messaging.Workflows.Breakers;

internal static class NodeBreakerRegistration
{
    public static void AddNodeBreakers(this IServiceCollection services)
    {
        services.AddOptions<WorkflowOptions>().Validate(
            o => o.BreakerRest > TimeSpan.Zero && o.BreakerWindow > TimeSpan.Zero, "Workflows:BreakerRest and Workflows:BreakerWindow are times: more than nothing.");
        services.AddSingleton<NodeBreakers>();
        services.AddSingleton<IBreakerSource>(p => p.GetRequiredService<NodeBreakers>());
    }
}
