using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Swarms.Messages;

internal static class MessagesRegistration
{
    public static void AddSwarmMessages(this IServiceCollection services)
    {
        services.AddOptions<MessagesOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<MessageEvents>();
        services.AddSingleton<SwarmMessenger>();
        services.AddSingleton<SystemAnswers>();
        services.AddSingleton<SwarmSubscriptions>();
        services.AddSwarmCommands<MessageCommandSet>();
        services.AddSingleton<SwarmRequests>();
        services.AddSingleton<SwarmHandlers>();
        services.AddSingleton<ISwarmNewsReader, HistoryCleaner>();
        services.AddSingleton<ISwarmMessageHandler, RequestHandling>();
        services.AddHostedSingleton<InboxService>();
        services.AddHostedSingleton<SystemMessages>();
        services.AddHostedSingleton<LeaderAnnouncement>();
    }
}
