using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;
using Swarm.Messaging.Crm.Browser;
using Swarm.Messaging.Crm.Operations;
using Swarm.Messaging.Crm.Rest;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm;

public static class CrmAgentRegistration
{
    /// <summary>
    /// Makes this program an agent that does CRM operations in a browser: a session of its own for each client, logged in once. The container must be
    /// disposed asynchronously; the browser ends with it.
    /// </summary>
    /// <param name="connect">How the agent reaches the system, its id and capacity.</param>
    /// <exception cref="OperationException">The descriptions have mistakes; all are named.</exception>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public static IServiceCollection AddCrmBrowserAgent(this IServiceCollection services, CrmAgentOptions options, Action<SwarmAgentOptions> connect)
    {
        options.Check();
        options.CheckBrowser();
        var operations = PageReader.Read(Path.Combine(options.Operations, "browser")).Operations.Keys;
        services.AddHostedService<CredentialCheck>();
        services.AddSingleton<BrowserProcess>();
        services.AddSingleton<BrowserSessions>();
        services.AddHostedService<BrowserStart>();
        services.AddHostedService<SessionSweep>();
        services.AddSingleton<IOperationRunner, BrowserRunner>();
        return AddAgent(services, options, operations, [], "crm-browser", agent =>
        {
            agent.SessionEnded = (p, session) => p.GetRequiredService<BrowserSessions>().EndAsync(session);
            connect(agent);
        });
    }

    /// <summary>Makes this program an agent that does CRM operations by calls of the service's REST interface.</summary>
    /// <inheritdoc cref="AddCrmBrowserAgent"/>
    public static IServiceCollection AddCrmRestAgent(this IServiceCollection services, CrmAgentOptions options, Action<SwarmAgentOptions> connect)
    {
        options.Check();
        var operations = RestReader.Read(Path.Combine(options.Operations, "rest")).Operations.Values;
        services.AddHostedService<CredentialCheck>();
        services.AddSingleton<IOperationRunner, RestRunner>();
        return AddAgent(services, options, operations.Select(o => o.Name), operations.Where(o => o.Bulk is not null).Select(o => o.Name), "crm-rest", connect);
    }

    private static IServiceCollection AddAgent(
        IServiceCollection services, CrmAgentOptions options, IEnumerable<string> operations, IEnumerable<string> bulk, string type, Action<SwarmAgentOptions> connect)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(p => new EffectJournal(new EffectJournalOptions { File = Path.Combine(options.Data, "effects.log") }, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton(new CredentialFile(options.Credentials));
        services.AddSingleton<CrmHandler>();
        return services.AddSwarmAgent(agent =>
        {
            (agent.Type, agent.BulkOperations, agent.Instance) = (type, [.. bulk], InstanceFile.Of(options.Data));
            agent.Hide = (p, client, text) => p.GetRequiredService<CredentialFile>().SecretsOf(client).Hide(text);
            connect(agent);
            foreach (var operation in operations)
                agent.Handle<CrmHandler>(options.Kind, operation);
        });
    }
}
