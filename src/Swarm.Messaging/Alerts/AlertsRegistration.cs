using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Alerts;

internal static class AlertsRegistration
{
    public static void AddAlerts(this IServiceCollection services)
    {
        services.AddSingleton<AlertService>();
        services.AddHostedSingleton<TaskAlerts>();
    }
}
