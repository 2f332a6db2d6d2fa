using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Objectives;

internal static class ObjectiveRegistration
{
    public static void AddObjectives(this IServiceCollection services)
    {
        services.AddOptions<ObjectiveOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ITaskPolicy, ObjectivePolicy>();
        services.AddSingleton<RunKinds>();
        services.AddSingleton<ICommandSet, ObjectiveCommands>();
        services.AddHostedSingleton<ObjectiveHealth>();
    }
}
