using MassTransit;
using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>Agents by the client library, each with its own queue, leases and heartbeats, spread over some buses as they would be over some processes.</summary>
internal sealed class CrmFleet : IAsyncDisposable
{
    /// <summary>What the workload gate lets an idle agent have.</summary>
    public const int Slots = 5;

    private const int AtOnce = 8;

    private readonly List<IHost> agents = [];

    public static string Name(int number) => $"bench-agent-{number}";

    public static async Task<CrmFleet> StartAsync(IReadOnlyList<IBus> buses, string prefix, int count, CrmWork work, CancellationToken cancellation)
    {
        var fleet = new CrmFleet();
        for (var i = 0; i < count; i++)
            fleet.agents.Add(Agent(buses[i % buses.Count], prefix, Name(i), work));
        try
        {
            await Parallel.ForEachAsync(
                fleet.agents, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (agent, stop) => await agent.StartAsync(stop).ConfigureAwait(false)).ConfigureAwait(false);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(agents.Select(a => a.StopAsync())).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var agent in agents)
            await ((IAsyncDisposable)agent).DisposeAsync().ConfigureAwait(false);
    }

    private static IHost Agent(IBus bus, string prefix, string id, CrmWork work)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        // The fleet's bus: an instance is not disposed with the container.
        builder.Services.AddSingleton(bus);
        builder.Services.AddSwarmAgent(o =>
        {
            (o.AgentId, o.Prefix, o.MaxCapacity, o.DrainTimeout) = (id, prefix, Slots, TimeSpan.FromSeconds(1));
            o.Handle("ghl", "*", (task, cancellation) => work.RunAsync(id, task, cancellation));
            o.Describe = agent => agent with { Health = 1, SuccessRate = 0.95m, Quality = 0.9m, Reliability = 0.95m };
            o.Standing = beat => work.IsHung(id) ? throw new TimeoutException("It hangs.") : beat;
        });
        return builder.Build();
    }
}
