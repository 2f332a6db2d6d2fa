using Microsoft.Extensions.DependencyInjection;

namespace Swarm.Messaging.Control;

internal static class ControlRegistration
{
    public static void AddControl(this IServiceCollection services)
    {
        services.AddOptions<ControlOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ControlKey>();
        services.AddSingleton<ControlMessages>();
    }
}
