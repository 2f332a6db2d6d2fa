using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Work;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Work;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Cancelling, and asking for, a swarm's task by its id meant its first assignment alone: of one that was taken back the answer was that it is cancelled, and it was done under another id;
/// one that waited for a swarm was not found. And whoever gave the system's own reason was taken for the system.
/// </summary>
public sealed class ACancelledTaskOfASwarmWasDoneUnderAnotherIdTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly HeldAgents agents = new();
    private SwarmWorld world = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        agents.Finish.TrySetResult();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task One_that_was_taken_back_is_the_present_assignment()
    {
        await StartAsync("alpha", "beta");
        await DistributeAsync();
        await BegunAsync(1);
        await world.Registry.ChangeStatusAsync("beta", SwarmStatuses.Failed, "broken", default);
        await BegunAsync(2);

        (await GetAsync()).TaskId.ShouldBe("t1~2");
        (await world.Host.Get<ITaskAccess>().ExplainAsync("t1", default)).ShouldNotBeNull().Task.TaskId.ShouldBe("t1~2");
        var done = (await CancelAsync("not needed")).ShouldBeOfType<CommandDone>();

        (done.TaskId, done.State, done.Changed).ShouldBe(("t1", TaskStates.Cancelled, true));
        await world.Host.WaitForAsync("t1~2", TaskStates.Cancelled);
        await EndedAsync();
        ((await FindAsync()).Outcome, (await FindAsync()).Reason, string.Join(",", agents.Began)).ShouldBe(("cancelled", "not needed", "beta,alpha"));
        (await world.Registry.GetAsync("alpha", default)).ShouldNotBeNull().Metrics.ShouldSatisfyAllConditions(m => m.TasksCancelled.ShouldBe(1), m => m.TasksFailed.ShouldBe(0));
        (await CancelAsync("again")).ShouldBeOfType<CommandDone>().Changed.ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_waits_for_a_swarm_ends_and_whoever_wanted_it_hears_of_it()
    {
        await StartAsync();
        await world.Registry.RegisterAsync("alpha", new SwarmDefinition(), default);
        (await world.TellAsync(nameof(DistributeSwarmTask), new { taskId = "t1", queuedBy = "alpha", payload = new { text = "x" } })).ShouldBeOfType<SwarmTaskDistributed>().Status.ShouldBe("queued");

        var waits = await GetAsync();
        (waits.TaskId, waits.Kind, waits.State).ShouldBe(("t1", "swarm", TaskStates.Parked));
        waits.Reason.ShouldNotBeNull().ShouldContain("waits for a swarm");
        var queued = await FindAsync();
        (waits.Client, waits.Sequence, waits.SubmittedAt, waits.EndedAt).ShouldBe(("alpha", queued.Sequence, queued.QueuedAt, null));
        queued.QueuedAt.ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        (await world.Host.Get<ITaskAccess>().ExplainAsync("t1", default)).ShouldNotBeNull().Why.ShouldContain("waits for a swarm");
        (await CancelAsync("not needed")).ShouldBeOfType<CommandDone>().Changed.ShouldBeTrue();

        ((await FindAsync()).State, (await FindAsync()).Outcome, (await FindAsync()).Reason).ShouldBe(("ended", "cancelled", "not needed"));
        (await world.Host.Get<ISwarmWork>().FiguresAsync(default)).ShouldBe(new WorkFigures(0, 0, 0, 1, 0), "nothing failed");
        await Eventually.HoldsAsync(
            async () => (await world.Host.Get<ISwarmInboxes>().HistoryAsync("swarm:alpha", 100, default)).Select(m => Encoding.UTF8.GetString(m.Span))
                .Any(m => m.Contains("task_completed") && m.Contains("\"outcome\":\"cancelled\"")),
            "its end is told");
        var ended = await GetAsync();
        (ended.State, ended.Client, ended.SubmittedAt).ShouldBe((TaskStates.Cancelled, "alpha", queued.QueuedAt));
        ended.EndedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(queued.QueuedAt);
        (await world.TellAsync(nameof(GetSwarmTask), new { taskId = "t1" })).ShouldBeOfType<SwarmTaskDistributed>().CapabilityMatched.ShouldBeNull("it was given to nobody");
        (await CancelAsync("again")).ShouldBeOfType<CommandDone>().Changed.ShouldBeFalse();
    }

    [Fact]
    public async Task One_that_waits_again_ends_too()
    {
        await StartAsync("beta");
        await DistributeAsync();
        await BegunAsync(1);
        await world.Registry.ChangeStatusAsync("beta", SwarmStatuses.Failed, "broken", default);
        await Eventually.HoldsAsync(async () => (await FindAsync()).State == "queued", "it waits again");

        (await GetAsync()).State.ShouldBe(TaskStates.Parked);
        (await CancelAsync("not needed")).ShouldBeOfType<CommandDone>().Changed.ShouldBeTrue();

        (await FindAsync()).Outcome.ShouldBe("cancelled");
    }

    [Fact]
    public async Task The_reason_of_the_system_is_nobody_elses()
    {
        await StartAsync("beta");
        await DistributeAsync();
        await BegunAsync(1);

        var refused = (await CancelAsync("its swarm has it no longer")).ShouldBeOfType<CommandRejected>();

        (refused.Code, refused.Violations[0].Field).ShouldBe(("reserved_reason", "reason"));
        (await CancelAsync("Its swarm has it no longer")).ShouldBeOfType<CommandDone>().Changed.ShouldBeTrue();
        await EndedAsync();
        (await FindAsync()).Outcome.ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_dead_letter_of_it_is_not_done_again_where_nobody_hears_of_it()
    {
        agents.Outcome = new ExecutionOutcome.Failed("broken", "no good", null, Retryable: false);
        agents.Finish.SetResult();
        await StartAsync("beta");
        await DistributeAsync();
        await world.Host.WaitForAsync("t1", TaskStates.DeadLettered);

        var refused = (await world.TellAsync(nameof(ReplayTask), new { taskId = "t1" })).ShouldBeOfType<CommandRejected>();

        (refused.Code, refused.Message.Contains("another id", StringComparison.Ordinal)).ShouldBe(("wrong_state", true));
        await world.Host.WaitForAsync("t1", TaskStates.DeadLettered);
    }

    private async Task StartAsync(params string[] swarms)
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port, services: s =>
        {
            s.AddSingleton<ITaskExecutor>(agents);
            s.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100));
            s.Configure<WorkOptions>(o => o.ReturnGrace = TimeSpan.FromMilliseconds(100));
            if (swarms.Length == 0)
                s.Configure<Messaging.Swarms.SwarmsOptions>(o => o.HostSwarms = false);
        });
        foreach (var swarm in swarms)
        {
            await world.Registry.RegisterAsync(swarm, new SwarmDefinition(), default);
            await world.WaitForAsync(swarm, SwarmStatuses.Active);
        }

        if (swarms.Length > 0)
            await Eventually.HoldsAsync(async () => await world.Host.Get<ISwarmLeadership>().CurrentAsync(default) is not null, "somebody leads");
    }

    private async Task DistributeAsync() =>
        (await world.TellAsync(nameof(DistributeSwarmTask), new { taskId = "t1" })).ShouldBeOfType<SwarmTaskDistributed>().TargetSwarm.ShouldBe("beta");

    private Task<object> CancelAsync(string reason) => world.TellAsync(nameof(CancelTask), new { taskId = "t1", reason });

    private async Task<TaskDetails> GetAsync() => (await world.TellAsync(nameof(GetTask), new { taskId = "t1" })).ShouldBeOfType<TaskDetails>();

    private async Task<SwarmTaskRecord> FindAsync() => (await world.Host.Get<ISwarmWork>().FindAsync("t1", default)).ShouldNotBeNull();

    private Task BegunAsync(int times) => Eventually.HoldsAsync(() => agents.Began.Count == times, $"{times} executions have begun");

    private Task EndedAsync() => Eventually.HoldsAsync(async () => (await FindAsync()).State == "ended", "it ends");
}
