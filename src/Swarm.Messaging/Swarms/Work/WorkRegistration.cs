using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Work;

internal static class WorkRegistration
{
    public static void AddSwarmWork(this IServiceCollection services)
    {
        services.AddOptions<WorkOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SwarmTaskPolicy>();
        services.AddSingleton<ITaskPolicy>(p => p.GetRequiredService<SwarmTaskPolicy>());
        services.AddSingleton<SwarmTaskReader>();
        services.AddSingleton<TaskSubmissions>();
        services.AddSingleton<ISystemMessageRule>(p => p.GetRequiredService<TaskSubmissions>());
        services.AddSingleton<WorkIntake>();
        services.AddHostedSingleton<WorkDuty>();
        services.AddHostedSingleton<WorkNewsPump>();
        services.AddSingleton<SwarmWorkCommands>();
        services.AddSingleton<ITaskAccess, SwarmTaskIds>();
        services.AddSwarmCommands<WorkCommandSet>();
        services.AddSingleton<WorkEnds>();
        services.AddSingleton<WorkReturns>();
        services.AddSingleton<IOutboxCarrier, WorkCarrier>();
        services.AddSingleton<ISystemMessageHandler, TaskSubmissionHandler>();
    }
}
