using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Swarms.Conflicts;

internal static class ConflictsRegistration
{
    public static void AddSwarmConflicts(this IServiceCollection services)
    {
        services.AddOptions<ConflictOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SwarmConflicts>();
        services.AddSwarmCommands<ConflictCommandSet>();
        services.AddSingleton<ISystemMessageHandler, ConflictDetectedHandler>();
        services.AddSingleton<ISystemMessageRule, ConflictDetectedRule>();
        services.AddSingleton<ISystemMessageRule, VoteRule>();
        services.AddHostedSingleton<VoteWatch>();
        services.AddSingleton<ISwarmMessageHandler, VoteRequestHandler>();
        services.AddSingleton<ISystemMessageHandler, VoteHandler>();
    }
}
