using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Operators;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Workers;

internal static class WorkersRegistration
{
    /// <summary>Before the targets, so that the pool stops after them.</summary>
    public static void AddWorkers(this IServiceCollection services)
    {
        services.AddOptions<WorkersOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<WorkersOptions>, WorkersOptionsValidator>();
        services.AddSingleton(p => new WorkerPool(
            p.GetRequiredService<IOptions<WorkersOptions>>().Value, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<WorkerPool>>()));
        services.AddSingleton<ITaskExecutor, ProcessExecutor>();
        services.AddHostedSingleton<WorkerAlerts>();
        services.AddHostedSingleton<WorkerPoolService>();
        services.AddSingleton<WorkerReports>();
        services.AddSingleton<WorkerActions>();
        services.AddSingleton<WorkerOrders>();
        services.AddHostedSingleton<WorkerControl>();
        services.AddSingleton<ICommandSet, WorkerCommands>();
        services.AddHostedSingleton<WorkerScaling>();
        services.AddHostedSingleton<WorkerMetricsLog>();
        services.AddSingleton<WorkerTaskNews>();
        services.AddSingleton<ITaskEventObserver>(p => p.GetRequiredService<WorkerTaskNews>());
        services.AddSingleton<IStatusSource, WorkerStatus>();
    }
}
