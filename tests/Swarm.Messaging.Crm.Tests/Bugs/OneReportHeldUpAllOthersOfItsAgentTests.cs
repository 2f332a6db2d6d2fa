using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Client;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>
/// A handler that told a progress of 0 of 0 kept every report of its agent from leaving for ever, since there is no number for it; and one result with too many levels had the message refused in which
/// the ends of others were, so that all of them were executed again.
/// </summary>
public sealed class OneReportHeldUpAllOthersOfItsAgentTests
{
    [Fact]
    public async Task A_progress_that_is_no_number_is_told_without()
    {
        var reports = await RunAsync((task, _) =>
        {
            task.Progress(double.NaN, "0 of 0");
            return Task.FromResult(AgentResult.Ok());
        });

        reports.Where(r => r.Kind == ReportKinds.Succeeded).Select(r => r.TaskId).Order().ShouldBe(["t0", "t1", "t2"]);
        reports.ShouldAllBe(r => r.Fraction == null);
    }

    [Fact]
    public async Task A_result_that_hosts_do_not_read_fails_its_own_execution()
    {
        var reports = await RunAsync((task, _) => Task.FromResult<AgentResult>(new AgentResult.Succeeded(Deep(task.TaskId == "t1" ? 61 : 60))));

        reports.Where(r => r.Kind == ReportKinds.Succeeded).Select(r => r.TaskId).Order().ShouldBe(["t0", "t2"]);
        var error = reports.Single(r => r.Kind == ReportKinds.Failed).Error!;
        (error.Type, error.Retryable, error.InDoubt).ShouldBe(("result_too_deep", false, true));
    }

    [Fact]
    public async Task What_is_refused_costs_itself_alone()
    {
        var reports = await RunAsync((_, _) => Task.FromResult(AgentResult.Ok()), refused: "t1");

        reports.Where(r => r.Kind == ReportKinds.Succeeded).Select(r => r.TaskId).Order().ShouldBe(["t0", "t2"]);
    }

    [Theory]
    [InlineData(56, false)]
    [InlineData(57, true)]
    public void What_a_service_says_with_more_levels_is_a_success_with_the_beginning_of_it(int levels, bool isCut)
    {
        var kept = ResultBound.Of(Deep(levels), 100_000)!.Value;

        (kept.TryGetProperty("truncated", out _)).ShouldBe(isCut);
        if (isCut)
            kept.GetProperty("text").GetString().ShouldStartWith("{\"a\":{\"a\":");
    }

    private static JsonElement Deep(int levels) =>
        JsonElement.Parse(string.Concat(Enumerable.Repeat("""{"a":""", levels)) + "1" + new string('}', levels));

    private static async Task<IReadOnlyList<TaskReport>> RunAsync(Func<AgentTask, CancellationToken, Task<AgentResult>> handle, string? refused = null)
    {
        var options = new SwarmAgentOptions { AgentId = "a-1" }.Handle("ghl", "*", handle);
        var link = new Link(refused);
        await using var services = new ServiceCollection().BuildServiceProvider();
        var reports = new AgentReports(link, options, TimeProvider.System, NullLogger<AgentReports>.Instance);
        using var runner = new AgentRunner(link, new AgentAttempts(TimeProvider.System), reports, options, services, TimeProvider.System, NullLogger<AgentRunner>.Instance);
        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll(runner.RunAsync(stop.Token), reports.RunAsync(stop.Token));
        runner.Take(new ExecuteTasks
        {
            TargetId = "a-1",
            Tasks =
            [
                .. Enumerable.Range(0, 3).Select(i => new ExecuteTask
                {
                    TaskId = $"t{i}", Client = "acme", Kind = "ghl", Operation = "conversation_send", Attempt = 1, LeaseToken = $"t{i}:0:1@1", TimeoutMs = 600_000, Rank = 10, Repeatable = false,
                }),
            ],
        });
        await link.Ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return [.. link.Taken];
    }

    /// <summary>Reads as a host does, and refuses a message as a whole.</summary>
    private sealed class Link(string? refused) : IAgentLink
    {
        public ConcurrentQueue<TaskReport> Taken { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Source(AgentRegistered registration) => registration.Queue;

        public Task<AgentRegistered> RegisterAsync(RegisterAgent agent, CancellationToken cancellation) => throw new NotSupportedException();

        public Task ListenAsync(AgentRegistered registration, Action<ExecuteTasks> take, CancellationToken cancellation) => Task.CompletedTask;

        public Task<AgentRenewed> RenewAsync(AgentHeartbeat heartbeat, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<AttemptsStarted> StartAsync(StartAttempts attempts, CancellationToken cancellation) =>
            Task.FromResult(new AttemptsStarted { AgentId = "a-1", Tokens = attempts.Tokens ?? [] });

        public Task ReportAsync(TaskReports reports, CancellationToken cancellation)
        {
            var body = JsonSerializer.SerializeToUtf8Bytes(reports, JsonSerializerOptions.Web);
            try
            {
                using var read = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            }
            catch (JsonException e)
            {
                throw new SwarmClientException(e.Message, transient: false);
            }

            if (refused is not null && reports.Reports!.Any(r => r.TaskId == refused))
                throw new SwarmClientException($"{refused} is refused", transient: false);
            foreach (var report in reports.Reports!)
                Taken.Enqueue(report);
            if (Taken.Count(r => r.Kind is ReportKinds.Succeeded or ReportKinds.Failed) == (refused is null ? 3 : 2))
                Ended.TrySetResult();
            return Task.CompletedTask;
        }

        public Task DrainAsync(DrainAgent agent, CancellationToken cancellation) => Task.CompletedTask;

        public Task LeaveAsync(DeregisterAgent agent, CancellationToken cancellation) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
