using MassTransit;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Cli.Fleet;

/// <summary>Agents of swarms, on one connection to the broker: they outlive every host.</summary>
internal sealed class FleetAgents : IAsyncDisposable
{
    private readonly IBusControl bus;
    private readonly string prefix;
    private readonly List<IHost> agents = [];

    private FleetAgents(IBusControl bus, string prefix) => (this.bus, this.prefix) = (bus, prefix);

    public static async Task<FleetAgents> StartAsync(HostFleet fleet, CancellationToken cancellation)
    {
        var broker = fleet.Broker;
        var bus = MassTransit.Bus.Factory.CreateUsingRabbitMq(b => b.Host(broker, access =>
        {
            if (Uri.UnescapeDataString(broker.UserInfo).Split(':', 2) is [{ Length: > 0 } user, var password])
            {
                access.Username(user);
                access.Password(password);
            }
        }));
        await bus.StartAsync(cancellation).ConfigureAwait(false);
        return new FleetAgents(bus, fleet.Prefix);
    }

    /// <param name="swarms">Whose tasks it takes.</param>
    public async Task AddAsync(
        string id, IReadOnlyList<string> swarms, int slots, Func<AgentTask, CancellationToken, Task<AgentResult>> work, CancellationToken cancellation)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        // Of all: an instance is not disposed with the container.
        builder.Services.AddSingleton<IBus>(bus);
        builder.Services.AddSwarmAgent(o =>
        {
            (o.AgentId, o.Prefix, o.MaxCapacity, o.DrainTimeout) = (id, prefix, slots, TimeSpan.FromSeconds(1));
            o.Tags = [.. swarms.Select(SwarmTag.Of)];
            o.Handle(SwarmTaskPolicy.KindName, "*", work);
        });
        var agent = builder.Build();
        agents.Add(agent);
        await agent.StartAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(agents.Select(a => a.StopAsync())).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var agent in agents)
            await ((IAsyncDisposable)agent).DisposeAsync().ConfigureAwait(false);
        await bus.StopAsync(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
    }
}
