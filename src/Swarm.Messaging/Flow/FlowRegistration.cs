using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Flow;

internal static class FlowRegistration
{
    public static void AddFlow(this IServiceCollection services) => services.AddSingleton<ICommandSet, FlowCommands>();
}
