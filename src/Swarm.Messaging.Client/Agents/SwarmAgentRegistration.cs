using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Client.Http;

namespace Swarm.Messaging.Client.Agents;

public static class SwarmAgentRegistration
{
    /// <summary>
    /// Makes this program an agent: a hosted service that registers it, takes attempts, runs them by the handlers, at most
    /// <see cref="SwarmAgentOptions.MaxCapacity"/> at a time, renews their leases and reports. Over HTTP with an address or a data folder, over a bus of its own with a
    /// broker, and without either over the program's own MassTransit bus. At a stop it drains: what has not begun goes back at once.
    /// One agent per container.
    /// </summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    public static IServiceCollection AddSwarmAgent(this IServiceCollection services, Action<SwarmAgentOptions> configure)
    {
        var options = new SwarmAgentOptions();
        configure(options);
        var connection = options.Connection();
        services.TryAddSingleton(TimeProvider.System);
        if (options.Broker is { } broker)
            AddOwnBus(services, broker);
        services.AddSingleton<IAgentLink>(p => connection switch
        {
            { OverHttp: true } => new HttpAgentLink(new SwarmHttp(connection), options.AgentId, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<HttpAgentLink>>()),
            { Broker: not null } => new BusAgentLink(p.GetRequiredService<ISwarmAgentBus>(), connection, p.GetRequiredService<TimeProvider>()),
            _ => new BusAgentLink(p.GetRequiredService<IBus>(), connection, p.GetRequiredService<TimeProvider>()),
        });
        services.AddSingleton(options);
        services.AddSingleton<AgentAttempts>();
        services.AddSingleton<AgentReports>();
        services.AddSingleton<AgentRunner>();
        services.AddSingleton<AgentHeartbeats>();
        services.AddHostedService<AgentService>();
        return services;
    }

    private static void AddOwnBus(IServiceCollection services, Uri broker) =>
        services.AddMassTransit<ISwarmAgentBus>(x =>
        {
            x.DisableUsageTelemetry();
            x.UsingRabbitMq((_, bus) => bus.Host(broker, host =>
            {
                if (Uri.UnescapeDataString(broker.UserInfo).Split(':', 2) is [{ Length: > 0 } user, var password])
                {
                    host.Username(user);
                    host.Password(password);
                }
            }));
        });
}
