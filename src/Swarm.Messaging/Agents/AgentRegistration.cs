using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Agents.Catalog;
using Swarm.Messaging.Breakers;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Agents;

internal static class AgentRegistration
{
    public static void AddAgents(this IServiceCollection services)
    {
        services.AddOptions<AgentOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<AgentOptions>, AgentOptionsValidator>();
        services.AddSingleton<AgentCatalog>();
        services.AddSingleton<AgentPlacement>();
        services.AddSingleton<AgentNeeds>();
        services.AddSingleton<AgentQueues>();
        services.AddSingleton<AgentProjection>();
        services.AddSingleton<AgentChannel>();
        services.AddHostedSingleton<AgentMailboxes>();
        services.AddHostedSingleton<AgentDirectory>();
        services.AddSingleton<IOutsideKinds>(p => p.GetRequiredService<AgentDirectory>());
        services.AddHostedSingleton<AgentBreakers>();
        services.AddSingleton<ITaskEventObserver>(p => p.GetRequiredService<AgentBreakers>());
        services.AddSingleton<AgentCommands>();
        services.AddSingleton<IBreakerSource, AgentBreakerSource>();
        services.AddSingleton<ICommandSet, AgentCommandSet>();
        services.AddHostedSingleton<AgentHealth>();
        services.AddHostedSingleton<AgentAnnouncements>();
        services.AddSingleton<AgentStatus>();
        services.AddSingleton<IStatusSource>(p => p.GetRequiredService<AgentStatus>());
    }
}
