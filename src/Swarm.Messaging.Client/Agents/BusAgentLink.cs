using MassTransit;
using Swarm.Messaging.Client.Bus;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>Commands as MassTransit requests, work from the agent's own queue.</summary>
internal sealed class BusAgentLink(IBus bus, SwarmClientOptions options, TimeProvider time) : IAgentLink
{
    private readonly Answers answers = new(bus, options.Prefix, options.Timeout, time);
    private HostReceiveEndpointHandle? endpoint;

    public async Task<AgentRegistered> RegisterAsync(RegisterAgent agent, CancellationToken cancellation) =>
        (await answers.AskAsync<RegisterAgent, AgentRegistered>(SwarmNames.RegisterAgent, agent, cancellation).ConfigureAwait(false)).OrRefused();

    public async Task ListenAsync(AgentRegistered registration, Action<ExecuteTasks> take, CancellationToken cancellation)
    {
        endpoint ??= bus.ConnectReceiveEndpoint(registration.Queue, e =>
        {
            e.ConfigureConsumeTopology = false;
            e.PrefetchCount = 16;
            if (e is IRabbitMqReceiveEndpointConfigurator rabbit)
            {
                // As the host has declared it.
                rabbit.QueueExpiration = TimeSpan.FromMilliseconds(registration.QueueTtlMs);
                rabbit.AutoDelete = true;
                rabbit.DiscardFaultedMessages();
                rabbit.DiscardSkippedMessages();
                rabbit.Bind(registration.Exchange, b => (b.ExchangeType, b.RoutingKey) = ("direct", registration.Queue));
            }

            // Acknowledged at once: what is lost with this process is sent again, or placed elsewhere when its lease expires.
            e.Handler<ExecuteTasks>(context =>
            {
                take(context.Message);
                return Task.CompletedTask;
            });
        });
        await ((Task)endpoint.Ready).WaitAsync(options.Timeout, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    public string Source(AgentRegistered registration) => $"the queue {registration.Queue}";

    public async Task<AgentRenewed> RenewAsync(AgentHeartbeat heartbeat, CancellationToken cancellation) =>
        (await answers.AskAsync<AgentHeartbeat, AgentRenewed>(SwarmNames.AgentHeartbeat, heartbeat, cancellation).ConfigureAwait(false)).OrRefused();

    public async Task<AttemptsStarted> StartAsync(StartAttempts attempts, CancellationToken cancellation) =>
        (await answers.AskAsync<StartAttempts, AttemptsStarted>(SwarmNames.StartAttempts, attempts, cancellation).ConfigureAwait(false)).OrRefused();

    public async Task ReportAsync(TaskReports reports, CancellationToken cancellation)
    {
        // exchange: and not queue:, which would declare the queue again without its arguments.
        var to = await bus.GetSendEndpoint(new Uri("exchange:" + SwarmNames.In(options.Prefix, SwarmNames.TaskReports))).ConfigureAwait(false);
        // A publish that is under way when the broker dies may never end (docs/decisions/0007), and keeps its connection from being opened anew.
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        await to.Send(reports, either.Token).ConfigureAwait(false);
    }

    public async Task DrainAsync(DrainAgent agent, CancellationToken cancellation) =>
        (await answers.AskAsync<DrainAgent, AgentChanged>(SwarmNames.DrainAgent, agent, cancellation).ConfigureAwait(false)).OrRefused();

    public async Task LeaveAsync(DeregisterAgent agent, CancellationToken cancellation) =>
        (await answers.AskAsync<DeregisterAgent, AgentChanged>(SwarmNames.DeregisterAgent, agent, cancellation).ConfigureAwait(false)).OrRefused();

    public async ValueTask DisposeAsync()
    {
        if (endpoint is not null)
            await endpoint.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await answers.DisposeAsync().ConfigureAwait(false);
    }
}
