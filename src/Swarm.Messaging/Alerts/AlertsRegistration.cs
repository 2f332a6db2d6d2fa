using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Alerts;

internal static class AlertsRegistration
{
    public static void AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertService>();
        // A program that writes a log of its own brings the state of that.
        services.TryAddSingleton(new LogState());
        services.AddHostedSingleton<TaskAlerts>();
    }
}
