using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Distribution.Events;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Distribution.Sessions;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Status;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution;

internal static class DistributionRegistration
{
    public static void AddDistribution(this IServiceCollection services)
    {
        services.AddOptions<DistributionOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CrmCatalog>();
        services.AddSingleton<CrmLimitKeys>();
        services.AddSingleton<IFlowKeySource>(p => p.GetRequiredService<CrmLimitKeys>());
        services.AddSingleton<ITaskPolicy, CrmPolicy>();
        services.AddSingleton<CrmCommands>();
        services.AddSingleton<ICommandSet, CrmCommandSet>();
        services.AddSingleton<CrmAssignments>();
        services.AddSingleton<DistributionPublisher>();
        services.AddSingleton<IOutboxCarrier, EventCarrier>();
        services.AddSingleton<DistributionStatus>();
        services.AddSingleton<IStatusSource>(p => p.GetRequiredService<DistributionStatus>());
        services.AddBatching();
        services.AddSessions();
    }
}
