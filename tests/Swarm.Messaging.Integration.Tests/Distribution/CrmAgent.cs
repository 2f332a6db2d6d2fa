using System.Collections.Concurrent;
using System.Text.Json;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Distribution;

/// <summary>
/// An agent of the CRM that is the test itself: it registers, fetches its work, holds leases by heartbeats and reports. What an execution ends with is
/// the test's to say; one that waits is ended by the test.
/// </summary>
internal sealed class CrmAgent : IAsyncDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly SpineHost host;
    private readonly Func<ExecuteTask, Task<JsonElement>> run;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, bool> held = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ExecuteTask> executions = new();
    private readonly ConcurrentQueue<string> endedSessions = new();
    private Task working = Task.CompletedTask;
    private Task beating = Task.CompletedTask;

    private CrmAgent(SpineHost host, string id, Func<ExecuteTask, Task<JsonElement>> run) => (this.host, Id, this.run) = (host, id, run);

    public string Id { get; }

    /// <summary>All it has begun, in order.</summary>
    public IReadOnlyList<ExecuteTask> Executions => [.. executions];

    /// <summary>Sessions that it was told to close.</summary>
    public IReadOnlyList<string> EndedSessions => [.. endedSessions];

    /// <param name="more">Fields of the registration beside its id and kind.</param>
    /// <param name="run">The result, or an <see cref="AgentFailure"/>.</param>
    public static async Task<CrmAgent> StartAsync(SpineHost host, string id, Func<ExecuteTask, Task<JsonElement>> run, object? more = null)
    {
        var agent = new CrmAgent(host, id, run);
        await agent.RegisterAsync(more);
        agent.working = agent.WorkAsync(await host.Get<AgentMailboxes>().OpenAsync(id, None));
        agent.beating = agent.BeatAsync();
        return agent;
    }

    /// <summary>Succeeds with null.</summary>
    public static Task<JsonElement> Fine(ExecuteTask task) => Task.FromResult(JsonElement.Parse("null"));

    public async Task RegisterAsync(object? more = null)
    {
        var fields = JsonSerializer.SerializeToElement(more ?? new { }).EnumerateObject().ToDictionary(f => f.Name, f => (object)f.Value);
        (fields["agentId"], fields["kinds"]) = (Id, new[] { new { kind = "ghl" } });
        var answer = await host.Get<CommandIntake>().HandleAsync(nameof(RegisterAgent), JsonSerializer.SerializeToUtf8Bytes(fields), new CommandOrigin("test"), None);
        answer.ShouldBeOfType<AgentRegistered>((answer as CommandRejected)?.Message);
    }

    public async Task BeatOnceAsync(AgentHeartbeat? beat = null)
    {
        var answer = await host.Get<AgentCommands>().RenewAsync((beat ?? new AgentHeartbeat()) with { AgentId = Id, Tokens = [.. held.Keys] }, None);
        foreach (var token in answer.Gone)
            held.TryRemove(token, out _);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(working, beating).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    private async Task WorkAsync(AgentMailbox mailbox)
    {
        while (!stop.IsCancellationRequested)
        {
            var work = await mailbox.TakeAsync(TimeSpan.FromSeconds(10), stop.Token);
            foreach (var session in work.EndedSessions)
                endedSessions.Enqueue(session);
            foreach (var task in work.Tasks.Where(task => held.TryAdd(task.LeaseToken, true)))
                _ = RunAsync(task);
        }
    }

    private async Task RunAsync(ExecuteTask task)
    {
        var may = await host.Get<AgentCommands>().StartAsync(Id, [task.LeaseToken], Guid.NewGuid().ToString("N"), None);
        if (may.Tokens.Count == 0)
            return;
        executions.Enqueue(task);
        var report = new TaskReport { TaskId = task.TaskId, LeaseToken = task.LeaseToken, Attempt = task.Attempt, Kind = ReportKinds.Started };
        await ReportAsync(report);
        try
        {
            await ReportAsync(report with { Kind = ReportKinds.Succeeded, Result = await run(task).WaitAsync(stop.Token) });
        }
        catch (AgentFailure e)
        {
            await ReportAsync(report with { Kind = ReportKinds.Failed, Error = new TaskError(e.Type, e.Message, null, e.Retryable, InDoubt: e.InDoubt), RateLimit = e.Limit });
        }
    }

    private Task ReportAsync(TaskReport report) =>
        host.Get<TaskReportsHandler>().HandleAsync(new TaskReports { TargetId = Id, Reports = [report] }, None);

    private async Task BeatAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            await BeatOnceAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, stop.Token);
        }
    }
}

/// <summary>An execution that fails.</summary>
internal sealed class AgentFailure(string type, string message = "it did not work", bool retryable = true, RateLimitFeedback? limit = null) : Exception(message)
{
    public bool? InDoubt { get; init; }

    public RateLimitFeedback? Limit => limit;

    public string Type => type;

    public bool Retryable => retryable;
}
