using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Client.Swarms;

/// <summary>The agent that does a swarm's tasks: the library's own, which declares the swarm's tag.</summary>
internal sealed class SwarmTaskAgent : IAsyncDisposable
{
    private const string Kind = "swarm";
    private const int LongestId = 128;

    private readonly IAgentLink link;
    private readonly AgentRunner runner;
    private readonly AgentHeartbeats heartbeats;
    private readonly AgentService service;

    public SwarmTaskAgent(HostedSwarm swarm, SwarmHostOptions host, Func<string, IAgentLink> links, TimeProvider time, ILoggerFactory logs)
    {
        var options = new SwarmAgentOptions
        {
            AgentId = IdOf(host.HostId, swarm.Id), Type = Kind, Tags = [SwarmTag.Of(swarm.Id)], MaxCapacity = swarm.TaskCapacity, Address = host.Address, Timeout = host.Timeout,
            DrainTimeout = host.DrainTimeout,
        };
        foreach (var (type, handler) in swarm.Tasks)
            options.Handle(Kind, type, (task, cancellation) => handler(SwarmTask.Of(swarm.Id, task), cancellation));
        link = links(options.AgentId);
        var attempts = new AgentAttempts(time);
        var reports = new AgentReports(link, options, time, logs.CreateLogger<AgentReports>());
        runner = new AgentRunner(link, attempts, reports, options, NoServices.Instance, time, logs.CreateLogger<AgentRunner>());
        heartbeats = new AgentHeartbeats(link, attempts, runner, options, time, logs.CreateLogger<AgentHeartbeats>());
        service = new AgentService(link, attempts, runner, reports, heartbeats, options, time, logs.CreateLogger<AgentService>());
    }

    public Task StartAsync(CancellationToken cancellation) => service.StartAsync(cancellation);

    /// <summary>No new tasks; those that run end, and are told.</summary>
    public Task StopAsync(CancellationToken cancellation) => service.StopAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync().ConfigureAwait(false);
        heartbeats.Dispose();
        runner.Dispose();
        await link.DisposeAsync().ConfigureAwait(false);
    }

    private static string IdOf(string host, string swarm)
    {
        var id = $"{host}.{swarm}";
        return id.Length <= LongestId ? id : $"{id[..100]}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..16]}";
    }
}
