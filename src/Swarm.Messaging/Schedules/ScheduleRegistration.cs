using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Schedules;

internal static class ScheduleRegistration
{
    public static void AddSchedules(this IServiceCollection services)
    {
        services.AddSingleton<ScheduleRules>();
        services.AddSingleton<ScheduleRuns>();
        services.AddSingleton<ICommandSet, ScheduleCommandSet>();
        services.AddSingleton<ScheduleClock>();
        services.AddHostedService(p => p.GetRequiredService<ScheduleClock>());
    }
}
