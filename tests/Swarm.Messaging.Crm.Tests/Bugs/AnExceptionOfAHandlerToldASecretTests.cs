using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>What a handler returned had a client's secrets taken out; what it threw, or a library below it, was reported and logged as it was, with its stack.</summary>
public sealed class AnExceptionOfAHandlerToldASecretTests
{
    private const string Secret = "key-123456";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Neither_the_report_nor_the_log_has_it(bool throws)
    {
        var options = new SwarmAgentOptions { AgentId = "a-1", Hide = (_, client, text) => text.Replace(Secret, $"*{client}*", StringComparison.Ordinal) }.Handle(
            "ghl", "*", (_, _) => throws ? throw new InvalidOperationException($"{Secret} is no token", new ArgumentException(Secret)) : Task.FromResult(AgentResult.Fail("refused", $"{Secret} is no token")));

        var (report, log) = await RunAsync(options);

        report.Error!.Message.ShouldBe("*acme* is no token");
        (report.Error.Type, report.Error.InDoubt).ShouldBe(throws ? (nameof(InvalidOperationException), true) : ("refused", null));
        (report.Error.Stack is null).ShouldBe(!throws);
        report.Error.Stack?.ShouldNotContain(Secret);
        log.ShouldAllBe(line => !line.Contains(Secret));
        log.Count.ShouldBe(throws ? 1 : 0);
    }

    [Fact]
    public async Task What_cannot_be_searched_is_left_out()
    {
        var options = new SwarmAgentOptions { AgentId = "a-1", Hide = (_, _, _) => throw new IOException("no file") }.Handle(
            "ghl", "*", (_, _) => throw new InvalidOperationException($"{Secret} is no token"));

        var (report, log) = await RunAsync(options);

        report.Error!.Message.ShouldStartWith("What it said is left out");
        log.ShouldHaveSingleItem().ShouldNotContain(Secret);
    }

    [Fact]
    public async Task The_agent_of_the_CRM_hides_the_credentials_that_it_has_read()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: false);
        (await world.RunAsync("contact_create", new { name = "Ada" })).ShouldSucceed();
        var services = new ServiceCollection().AddLogging().AddCrmRestAgent(world.Options, o => o.Address = new Uri("http://127.0.0.1:1"));
        await using var provider = services.BuildServiceProvider();
        var known = provider.GetRequiredService<CredentialFile>().Of("acme")!.Value.GetProperty("token").GetString()!;

        provider.GetRequiredService<SwarmAgentOptions>().Hide!(provider, "acme", $"the token {known} is wrong").ShouldBe($"the token {Secrets.Mask} is wrong");
    }

    private static async Task<(TaskReport End, IReadOnlyList<string> Log)> RunAsync(SwarmAgentOptions options)
    {
        var (link, log) = (new Link(), new Lines());
        await using var services = new ServiceCollection().BuildServiceProvider();
        var reports = new AgentReports(link, options, TimeProvider.System, NullLogger<AgentReports>.Instance);
        using var runner = new AgentRunner(link, new AgentAttempts(TimeProvider.System), reports, options, services, TimeProvider.System, log);
        using var stop = new CancellationTokenSource();
        var running = Task.WhenAll(runner.RunAsync(stop.Token), reports.RunAsync(stop.Token));
        runner.Take(new ExecuteTasks
        {
            TargetId = "a-1",
            Tasks =
            [
                new ExecuteTask
                {
                    TaskId = "t", Client = "acme", Kind = "ghl", Operation = "conversation_send", Attempt = 1, LeaseToken = "t:0:1@1", TimeoutMs = 600_000, Rank = 10, Repeatable = false,
                },
            ],
        });
        var end = await link.Ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return (end, [.. log.Said]);
    }

    private sealed class Link : IAgentLink
    {
        public TaskCompletionSource<TaskReport> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<AgentRegistered> RegisterAsync(RegisterAgent agent, CancellationToken cancellation) => throw new NotSupportedException();

        public Task ListenAsync(AgentRegistered registration, Action<ExecuteTasks> take, CancellationToken cancellation) => Task.CompletedTask;

        public string Source(AgentRegistered registration) => registration.Queue;

        public Task<AgentRenewed> RenewAsync(AgentHeartbeat heartbeat, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<AttemptsStarted> StartAsync(StartAttempts attempts, CancellationToken cancellation) =>
            Task.FromResult(new AttemptsStarted { AgentId = "a-1", Tokens = attempts.Tokens ?? [] });

        public Task ReportAsync(TaskReports reports, CancellationToken cancellation)
        {
            if (reports.Reports?.FirstOrDefault(r => r.Kind == ReportKinds.Failed) is { } end)
                Ended.TrySetResult(end);
            return Task.CompletedTask;
        }

        public Task DrainAsync(DrainAgent agent, CancellationToken cancellation) => Task.CompletedTask;

        public Task LeaveAsync(DeregisterAgent agent, CancellationToken cancellation) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Lines : ILogger<AgentRunner>
    {
        public ConcurrentQueue<string> Said { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
