using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Breakers;

internal static class BreakerRegistration
{
    public static void AddBreakers(this IServiceCollection services)
    {
        services.AddSingleton<BreakerLists>();
        services.AddSingleton<ICommandSet, BreakerCommands>();
        services.AddSingleton<IStatusSource, BreakerStatus>();
    }
}
