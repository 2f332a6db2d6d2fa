using Microsoft.Extensions.Logging;
using Swarm.Messaging.Client.Http;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>Everything over a host's HTTP API; work by asking for it again and again, each time for as long as there is none.</summary>
internal sealed partial class HttpAgentLink(SwarmHttp http, string agentId, TimeProvider time, ILogger<HttpAgentLink> log) : IAgentLink
{
    private const int WaitSeconds = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stop = new();
    private readonly string root = $"api/agents/{Uri.EscapeDataString(agentId)}";
    private readonly Reminder refusals = new(time);
    private Task? asking;

    public async Task<AgentRegistered> RegisterAsync(RegisterAgent agent, CancellationToken cancellation) =>
        (await http.PostAsync<AgentRegistered>("api/agents", agent, cancellation).ConfigureAwait(false)).OrRefused();

    public Task ListenAsync(AgentRegistered registration, Action<ExecuteTasks> take, CancellationToken cancellation)
    {
        asking ??= Task.Run(() => AskAsync(take), CancellationToken.None);
        return Task.CompletedTask;
    }

    public string Source(AgentRegistered registration) => "a host that it asks over HTTP";

    public async Task<AgentRenewed> RenewAsync(AgentHeartbeat heartbeat, CancellationToken cancellation) =>
        (await http.PostAsync<AgentRenewed>($"{root}/heartbeat", heartbeat, cancellation).ConfigureAwait(false)).OrRefused();

    public async Task<AttemptsStarted> StartAsync(StartAttempts attempts, CancellationToken cancellation) =>
        (await http.PostAsync<AttemptsStarted>($"{root}/start", attempts, cancellation).ConfigureAwait(false)).OrRefused();

    public async Task ReportAsync(TaskReports reports, CancellationToken cancellation) =>
        (await http.PostAsync<object>($"{root}/reports", reports, cancellation).ConfigureAwait(false)).OrRefused();

    public async Task DrainAsync(DrainAgent agent, CancellationToken cancellation) =>
        (await http.PostAsync<AgentChanged>($"{root}/drain", agent, cancellation).ConfigureAwait(false)).OrRefused();

    /// <summary>It asks for no work any more: nobody knows whoever has left.</summary>
    public async Task LeaveAsync(DeregisterAgent agent, CancellationToken cancellation)
    {
        await StopAskingAsync().ConfigureAwait(false);
        (await http.DeleteAsync<AgentChanged>(root, agent, cancellation).ConfigureAwait(false)).OrRefused();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAskingAsync().ConfigureAwait(false);
        http.Dispose();
        stop.Dispose();
    }

    private async Task StopAskingAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        if (asking is not null)
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AskAsync(Action<ExecuteTasks> take)
    {
        while (true)
        {
            try
            {
                var (work, rejected) = await http.GetAsync<ExecuteTasks>(
                    $"{root}/work?wait={WaitSeconds}", TimeSpan.FromSeconds(WaitSeconds), stop.Token).ConfigureAwait(false);
                if (work is not null)
                {
                    refusals.Over();
                    take(work);
                    continue;
                }

                // Not known (any more): the next heartbeat registers.
                Tell(rejected!.Message);
            }
            catch (SwarmClientException e)
            {
                Tell(e.Message);
            }

            await Task.Delay(Pause, time, stop.Token).ConfigureAwait(false);
        }
    }

    private void Tell(string why)
    {
        if (refusals.IsDue())
            NoWork(agentId, why);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} could not ask for work; it tries again each second, and says so again in a minute: {Error}")]
    private partial void NoWork(string agentId, string error);
}
