using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Execution;

internal static class ExecutionRegistration
{
    public static void AddExecution(this IServiceCollection services)
    {
        services.AddOptions<ExecutionOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(HostIdentity.Create());
        services.TryAddSingleton(new Predecessor(null));
        services.AddSingleton<ITaskExecutor, BasicExecutor>();
        services.AddSingleton<OperationCatalog>();
        services.AddSingleton<LocalTargetDefinitions>();
        services.AddSingleton<HeldAttempts>();
        services.AddSingleton<LocalTargets>();
        services.AddSingleton<NearTargets>();
        services.AddSingleton<LeaseKeeper>();
        // Asked for when first used: sagas need what needs targets.
        services.AddSingleton(p => ActivatorUtilities.CreateInstance<ReportDelivery>(
            p, (TaskReports told, CancellationToken cancellation) => (Task)p.GetRequiredService<TaskReportsHandler>().HandleAsync(told, cancellation)));
        services.AddHostedSingleton<ReportSender>();
        services.AddHostedSingleton<TargetService>();
        services.AddHostedSingleton<TargetOffers>();
    }
}
