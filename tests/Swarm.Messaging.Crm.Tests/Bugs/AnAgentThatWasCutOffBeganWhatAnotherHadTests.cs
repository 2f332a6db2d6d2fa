using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Client.Agents.Effects;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>
/// An agent that heard nothing of the system, because a host had been killed or a network was cut, went on to the effect of its task, which another agent had been given
/// and had done meanwhile: it happened twice.
/// </summary>
public sealed class AnAgentThatWasCutOffBeganWhatAnotherHadTests : IDisposable
{
    private readonly TempFolder folder = new("cut-off");
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly EffectJournal journal;
    private bool holds;
    private int performed;

    public AnAgentThatWasCutOffBeganWhatAnotherHadTests() => journal = new EffectJournal(new EffectJournalOptions { File = folder.Combine("effects.log") }, time);

    public void Dispose()
    {
        journal.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Without_its_lease_the_effect_is_not_begun_and_leaves_no_doubt()
    {
        (await OnceAsync("k", attempt: 1)).ShouldFail(StoppedErrors.Lease).Retryable.ShouldBeTrue();
        performed.ShouldBe(0);

        holds = true;
        (await OnceAsync("k", attempt: 2)).ShouldSucceed();
        performed.ShouldBe(1);
    }

    [Fact]
    public async Task Nor_are_effects_that_are_done_together()
    {
        var ends = await journal.OnceAsync([Effect("a", 1), Effect("b", 1)], (_, _) => throw new InvalidOperationException("They were begun."), CancellationToken.None);

        ends.ShouldAllBe(end => end.ShouldFail(StoppedErrors.Lease).Retryable);
        holds = true;
        (await OnceAsync("b", attempt: 2)).ShouldSucceed();
    }

    [Fact]
    public async Task What_can_be_repeated_needs_no_lease() =>
        (await journal.OnceAsync(Effect("k", 1) with { Repeatable = true }, Perform, CancellationToken.None)).ShouldSucceed();

    [Fact]
    public async Task A_lease_is_held_as_long_as_the_system_is_heard_of()
    {
        var begun = new TaskCompletionSource<AgentTask>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new SwarmAgentOptions { AgentId = "a-1" }.Handle("ghl", "*", async (task, cancellation) =>
        {
            begun.SetResult(task);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellation);
            return AgentResult.Ok();
        });
        var link = new Link();
        var attempts = new AgentAttempts(time);
        await using var services = new ServiceCollection().BuildServiceProvider();
        using var runner = new AgentRunner(
            link, attempts, new AgentReports(link, options, time, NullLogger<AgentReports>.Instance), options, services, time, NullLogger<AgentRunner>.Instance);
        using var heartbeats = new AgentHeartbeats(link, attempts, runner, options, TimeProvider.System, NullLogger<AgentHeartbeats>.Instance);
        using var stop = new CancellationTokenSource();
        await heartbeats.RegisterAsync(CancellationToken.None);
        var running = runner.RunAsync(stop.Token);
        runner.Take(new ExecuteTasks { TargetId = "a-1", Tasks = [Task1] });
        var task = await begun.Task.WaitAsync(TimeSpan.FromSeconds(60));

        Held(after: 9).ShouldBeTrue("its start was answered");
        await heartbeats.RunOnceAsync(CancellationToken.None);
        Held(after: 9).ShouldBeTrue("a heartbeat was");
        link.IsCut = true;
        await Should.ThrowAsync<SwarmClientException>(() => heartbeats.RunOnceAsync(CancellationToken.None));
        Held(after: 2).ShouldBeFalse("11 s have passed since, and it lasts for 10");
        link.IsCut = false;
        await heartbeats.RunOnceAsync(CancellationToken.None);
        Held(after: 0).ShouldBeTrue("it was late, but not too late");
        link.Gone = [Task1.LeaseToken];
        await heartbeats.RunOnceAsync(CancellationToken.None);
        Held(after: 0).ShouldBeFalse("it was taken away");
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        bool Held(int after)
        {
            time.Advance(TimeSpan.FromSeconds(after));
            return task.HoldsLease();
        }
    }

    private static ExecuteTask Task1 => new()
    {
        TaskId = "t", Client = "acme", Kind = "ghl", Operation = "conversation_send", Attempt = 1, LeaseToken = "t:0:1@1", TimeoutMs = 600_000, Rank = 10,
    };

    private Task<AgentResult> OnceAsync(string key, int attempt) => journal.OnceAsync(Effect(key, attempt), Perform, CancellationToken.None);

    private Task<AgentResult> Perform(EffectAttempt attempt, CancellationToken cancellation)
    {
        attempt.Intend();
        return Task.FromResult(AgentResult.Ok(++performed));
    }

    private EffectRequest Effect(string key, int attempt) => new()
    {
        Key = new EffectKey("acme", key), Operation = "conversation_send", Fingerprint = "f", Attempt = attempt, HoldsLease = () => holds,
    };

    /// <summary>A system whose leases last for 10 s.</summary>
    private sealed class Link : IAgentLink
    {
        public bool IsCut { get; set; }

        public IReadOnlyList<string> Gone { get; set; } = [];

        public Task<AgentRegistered> RegisterAsync(RegisterAgent agent, CancellationToken cancellation) => Task.FromResult(new AgentRegistered
        {
            AgentId = "a-1", Status = "active", Queue = "q", Exchange = "e", ReportsQueue = "r", LeaseMs = 10_000, HeartbeatMs = 5_000,
        });

        public Task ListenAsync(AgentRegistered registration, Action<ExecuteTasks> take, CancellationToken cancellation) => Task.CompletedTask;

        public string Source(AgentRegistered registration) => registration.Queue;

        public Task<AgentRenewed> RenewAsync(AgentHeartbeat heartbeat, CancellationToken cancellation) => IsCut
            ? throw new SwarmClientException("cut", transient: true)
            : Task.FromResult(new AgentRenewed { AgentId = "a-1", Known = true, Gone = Gone });

        public Task<AttemptsStarted> StartAsync(StartAttempts attempts, CancellationToken cancellation) =>
            Task.FromResult(new AttemptsStarted { AgentId = "a-1", Tokens = attempts.Tokens ?? [] });

        public Task ReportAsync(TaskReports reports, CancellationToken cancellation) => Task.CompletedTask;

        public Task DrainAsync(DrainAgent agent, CancellationToken cancellation) => Task.CompletedTask;

        public Task LeaveAsync(DeregisterAgent agent, CancellationToken cancellation) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
