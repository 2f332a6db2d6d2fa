using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Agents;

/// <summary>
/// The mailboxes of agents that ask this host for work. One that nobody has asked at for a minute is closed, but not while the broker is, or was within that minute, away: then nobody could ask,
/// and what is sent once it is back would find no consumer.
/// </summary>
internal sealed class AgentMailboxes(IBus bus, BusNames names, IHearing hearing, IOptions<PlacementOptions> placement, TimeProvider time, ILogger<AgentMailboxes> log)
    : PeriodicService(TimeSpan.FromSeconds(30), time, log)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, AgentMailbox> open = new(StringComparer.Ordinal);
    private readonly TimeProvider time = time;

    /// <summary>Returns when what is sent to the agent arrives here.</summary>
    /// <exception cref="TimeoutException">The broker is out of reach.</exception>
    public async Task<AgentMailbox> OpenAsync(string agentId, CancellationToken cancellation)
    {
        var mailbox = Open(agentId);
        await ((Task)mailbox.Endpoint!.Ready).WaitAsync(Patience, time, cancellation).ConfigureAwait(false);
        return mailbox;
    }

    private AgentMailbox Open(string agentId)
    {
        lock (gate)
        {
            if (open.TryGetValue(agentId, out var known))
                return known;
            var mailbox = new AgentMailbox(agentId, time);
            var queue = names.Agent(agentId);
            mailbox.Endpoint = bus.ConnectReceiveEndpoint(queue, e =>
            {
                e.ConfigureConsumeTopology = false;
                if (e is IRabbitMqReceiveEndpointConfigurator rabbit)
                    SwarmBus.Vanishing(rabbit, queue, placement.Value.TargetTtl, names);
                e.Handler<ExecuteTasks>(context =>
                {
                    mailbox.Put(context.Message);
                    return Task.CompletedTask;
                });
            });
            open.Add(agentId, mailbox);
            return mailbox;
        }
    }

    public void Close(string agentId)
    {
        AgentMailbox? closed;
        lock (gate)
            open.Remove(agentId, out closed);
        closed?.Close();
        if (closed?.Endpoint is { } endpoint)
            _ = StopAsync(endpoint);
    }

    /// <returns>How many were closed.</returns>
    public int RunOnce()
    {
        if (hearing.HeardFor <= Idle)
            return 0;
        string[] idle;
        lock (gate)
            idle = [.. open.Where(m => m.Value.SinceAsked > Idle).Select(m => m.Key)];
        foreach (var id in idle)
            Close(id);
        return idle.Length;
    }

    protected override Task<bool> RunAsync(CancellationToken cancellation)
    {
        RunOnce();
        return Task.FromResult(false);
    }

    private static async Task StopAsync(HostReceiveEndpointHandle endpoint) =>
        await endpoint.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
