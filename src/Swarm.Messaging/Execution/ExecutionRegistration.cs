using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Execution;

internal static class ExecutionRegistration
{
    public static void AddExecution(this IServiceCollection services)
    {
        services.AddOptions<ExecutionOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(HostIdentity.Create());
        services.AddSingleton<ITaskExecutor, BasicExecutor>();
        services.AddSingleton<OperationCatalog>();
        services.AddSingleton<LocalTargetDefinitions>();
        services.AddSingleton<HeldAttempts>();
        services.AddSingleton<LocalTargets>();
        services.AddSingleton<LeaseKeeper>();
        services.AddHostedSingleton<ReportSender>();
        services.AddHostedSingleton<TargetService>();
        services.AddHostedSingleton<TargetOffers>();
    }
}
