using MassTransit;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Http;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>How a host reaches the system, and its agents do.</summary>
/// <param name="Agents">By the agent's id.</param>
/// <param name="Own">A bus of the host's own; null: there is none.</param>
internal sealed record SwarmHostWays(ISwarmHostLink Commands, Func<string, IAgentLink> Agents, IBusControl? Own) : IAsyncDisposable
{
    /// <param name="programs">The program's bus; needed without address, data folder and broker.</param>
    public static SwarmHostWays Of(SwarmHostOptions options, SwarmClientOptions connection, IBus? programs, TimeProvider time, ILoggerFactory logs)
    {
        if (connection.OverHttp)
        {
            return new SwarmHostWays(
                new HttpSwarmHostLink(new SwarmHttp(connection)), id => new HttpAgentLink(new SwarmHttp(connection), id, time, logs.CreateLogger<HttpAgentLink>()), null);
        }

        var own = options.Broker is { } broker ? OwnBus(broker) : null;
        var bus = own ?? programs!;
        return new SwarmHostWays(new BusSwarmHostLink(bus, connection, options.Poll, time, own), _ => new BusAgentLink(bus, connection, time), own);
    }

    /// <summary>A broker that is away is waited for, by whoever asks first.</summary>
    public void Start() => _ = Own?.StartAsync();

    public ValueTask DisposeAsync() => Commands.DisposeAsync();

    private static IBusControl OwnBus(Uri broker) => MassTransit.Bus.Factory.CreateUsingRabbitMq(bus => bus.Host(broker, host =>
    {
        if (Uri.UnescapeDataString(broker.UserInfo).Split(':', 2) is [{ Length: > 0 } user, var password])
        {
            host.Username(user);
            host.Password(password);
        }
    }));
}
