using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>The agent's life: registers, works, and at a stop drains: no new work, running attempts may end, those that do not have failed, and what has not begun goes back at once.</summary>
internal sealed partial class AgentService(
    IAgentLink link,
    AgentAttempts attempts,
    AgentRunner runner,
    AgentReports reports,
    AgentHeartbeats heartbeats,
    SwarmAgentOptions options,
    TimeProvider time,
    ILogger<AgentService> log) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan ReportsActedOn = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stopRunning = new();
    private readonly CancellationTokenSource stopReporting = new();
    private Task running = Task.CompletedTask;
    private Task reporting = Task.CompletedTask;

    /// <summary>Throws when the registration is refused: waiting would not mend it. A system that is away is waited for, beside the program's start.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        running = Task.Run(() => runner.RunAsync(stopRunning.Token), CancellationToken.None);
        reporting = Task.Run(() => reports.RunAsync(stopReporting.Token), CancellationToken.None);
        try
        {
            await heartbeats.RegisterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SwarmClientException e) when (e.Transient)
        {
            NotRegistered(options.AgentId, e.Message);
        }

        heartbeats.Start();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await TryAsync(
            () => link.DrainAsync(new DrainAgent { AgentId = options.AgentId, Instance = options.Instance, Leaving = true, Reason = "it stops" }, cancellationToken)).ConfigureAwait(false);
        await stopRunning.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        runner.Leave("the agent stops");
        await WhileAsync(() => attempts.Unfinished > 0, options.DrainTimeout, cancellationToken).ConfigureAwait(false);
        foreach (var attempt in attempts.All.Where(a => a.TryEnd(time.GetTimestamp())))
        {
            // What has begun may have had effects: to give it back uncounted would execute it once more than its policy allows.
            reports.Send(attempt.HasBegun
                ? attempt.Report(ReportKinds.Failed) with
                {
                    Error = new TaskError(
                        StoppedErrors.Agent, $"The agent stopped, and this execution did not end within the {options.DrainTimeout.TotalSeconds:0.###} s that it waited."),
                }
                : attempt.Report(ReportKinds.Returned) with { Reason = "the agent stopped before it had begun" });
            attempt.Revoke();
        }

        await TryAsync(() => reports.DrainedAsync(cancellationToken)).ConfigureAwait(false);
        await ActedOnAsync(cancellationToken).ConfigureAwait(false);
        heartbeats.Stop();
        heartbeats.HasLeft = await TryAsync(
            () => link.LeaveAsync(new DeregisterAgent { AgentId = options.AgentId, Instance = options.Instance, Reason = "it stops" }, cancellationToken)).ConfigureAwait(false);
        await stopReporting.CancelAsync().ConfigureAwait(false);
        await reporting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await stopRunning.CancelAsync().ConfigureAwait(false);
        await stopReporting.CancelAsync().ConfigureAwait(false);
        stopRunning.Dispose();
        stopReporting.Dispose();
    }

    /// <summary>Whoever leaves before its last reports are acted on loses the leases that they stand on, and the work would be done again.</summary>
    private async Task ActedOnAsync(CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (attempts.All.Count > 0 && time.GetElapsedTime(begun) < ReportsActedOn && !cancellation.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!await TryAsync(() => heartbeats.RunOnceAsync(cancellation)).ConfigureAwait(false))
                return;
        }
    }

    private async Task WhileAsync(Func<bool> busy, TimeSpan atMost, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (busy() && time.GetElapsedTime(begun) < atMost && !cancellation.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A stop goes on whatever fails: leases run out by themselves.</summary>
    private async Task<bool> TryAsync(Func<Task> step)
    {
        try
        {
            await step().ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            StopFailed(options.AgentId, e.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} is not registered yet; it goes on trying: {Error}")]
    private partial void NotRegistered(string agentId, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} stops, and a step of it failed: {Error}")]
    private partial void StopFailed(string agentId, string error);
}
