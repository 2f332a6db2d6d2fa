using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>An agent that takes the pair of the faulty modules and does it at once, over the host's HTTP API.</summary>
internal sealed class BenchAgent : IAsyncDisposable
{
    private readonly IHost host;

    private BenchAgent(IHost host) => this.host = host;

    public static async Task<BenchAgent> StartAsync(SwarmHost system, CancellationToken cancellation)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSwarmAgent(o =>
        {
            (o.AgentId, o.Address, o.Token) = ("bench-agent", system.Address, system.Token);
            o.Handle("code", "test", (_, _) => Task.FromResult(AgentResult.Ok()));
        });
        var agent = new BenchAgent(builder.Build());
        await agent.host.StartAsync(cancellation).ConfigureAwait(false);
        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync().ConfigureAwait(false);
        host.Dispose();
    }
}
