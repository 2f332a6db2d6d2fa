using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Coordination;

internal static class CoordinationRegistration
{
    /// <summary>Before the bus: what it commits while it ends is counted, too.</summary>
    public static void AddCoordinatorFeed(this IServiceCollection services)
    {
        services.AddHostedSingleton<CoordinatorFeed>();
        services.AddSingleton<ITaskEventObserver>(p => p.GetRequiredService<CoordinatorFeed>());
    }

    public static void AddCoordination(this IServiceCollection services)
    {
        services.AddOptions<CoordinatorOptions>().ValidateDataAnnotations().Validate(
            o => o.FailureThreshold <= o.FailureWindow,
            "Coordinator:FailureThreshold must be at most Coordinator:FailureWindow, or no pattern is ever found.").ValidateOnStart();
        services.AddSingleton<CoordinationChannel>();
        services.AddSingleton<TaskFailures>();
        services.AddSingleton<CoordinatorStats>();
        services.AddSingleton<CoordinatorCounter>();
        services.AddSingleton<CoordinatorRepair>();
        services.AddSingleton<StuckTasks>();
        services.AddSingleton<IPoolLevels, HostPoolLevel>();
        services.AddSingleton<CoordinatorStatus>();
        services.AddSingleton<IStatusSource>(p => p.GetRequiredService<CoordinatorStatus>());
        services.AddHostedSingleton<CoordinatorMonitor>();
        services.AddHostedSingleton<CoordinationListener>();
    }
}
