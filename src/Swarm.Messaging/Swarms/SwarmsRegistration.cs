using Microsoft.Extensions.DependencyInjection;

namespace Swarm.Messaging.Swarms;

internal static class SwarmsRegistration
{
    public static void AddSwarms(this IServiceCollection services) => services.AddOptions<SwarmsOptions>().ValidateDataAnnotations().ValidateOnStart();
}
