using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Resources;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Swarms;

internal static class SwarmsRegistration
{
    public static void AddSwarms(this IServiceCollection services)
    {
        services.AddOptions<SwarmsOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddLeadership();
        services.AddSwarmMessages();
        services.AddSwarmWork();
        services.AddSwarmResources();
        services.AddSwarmConflicts();
    }
}
