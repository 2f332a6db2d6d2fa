using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Work;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A swarm's end gave its tasks to others by what the registry knew of them: one that its agents had just done was done a second time.</summary>
public sealed class ATaskDoneAsItsSwarmEndedWasDoneAgainTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
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
    public async Task Its_end_is_read_where_nobody_has_carried_it_yet()
    {
        // Whoever would carry it home has died.
        await StartAsync(s => s.Remove(s.Single(d => d.ServiceType == typeof(IOutboxCarrier) && d.ImplementationType == typeof(WorkCarrier))));
        agents.Finish.SetResult();
        await DistributeAsync();
        await world.Host.WaitForAsync("t1", TaskStates.Completed);
        (await FindAsync()).State.ShouldBe("assigned");

        await world.Registry.ChangeStatusAsync("beta", SwarmStatuses.Failed, "broken", default);

        await EndedAsync();
        ((await FindAsync()).Outcome, (await FindAsync()).Assignment, string.Join(",", agents.Began)).ShouldBe(("completed", 1, "beta"));
        await ToldAsync();
    }

    [Fact]
    public async Task A_report_that_is_on_its_way_is_waited_for()
    {
        await StartAsync(s => s.Configure<WorkOptions>(o => o.ReturnGrace = TimeSpan.FromMinutes(5)));
        await DistributeAsync();
        await BegunAsync(1);

        await world.Registry.DeregisterAsync("beta", "over", default);
        (await FindAsync()).State.ShouldBe("returning");
        agents.Finish.SetResult();

        await EndedAsync();
        ((await FindAsync()).Outcome, (await FindAsync()).Assignment, string.Join(",", agents.Began)).ShouldBe(("completed", 1, "beta"));
        await ToldAsync();
    }

    [Fact]
    public async Task One_that_reports_nothing_is_cancelled_and_done_by_another()
    {
        await StartAsync(s => s.Configure<WorkOptions>(o => o.ReturnGrace = TimeSpan.FromMilliseconds(100)));
        await DistributeAsync();
        await BegunAsync(1);

        await world.Registry.ChangeStatusAsync("beta", SwarmStatuses.Failed, "broken", default);

        await world.Host.WaitForAsync("t1", TaskStates.Cancelled);
        await BegunAsync(2);
        agents.Finish.SetResult();
        await EndedAsync();
        ((await FindAsync()).Outcome, (await FindAsync()).Assignment, string.Join(",", agents.Began)).ShouldBe(("completed", 2, "beta,alpha"));
    }

    [Fact]
    public async Task One_that_its_owner_cancels_meanwhile_is_cancelled()
    {
        await StartAsync(s => s.Configure<WorkOptions>(o => o.ReturnGrace = TimeSpan.FromMinutes(5)));
        await DistributeAsync();
        await BegunAsync(1);
        await world.Registry.ChangeStatusAsync("beta", SwarmStatuses.Failed, "broken", default);

        await world.Host.Commands.CancelAsync(new CancelTask { TaskId = "t1", Reason = "not needed" }, null, default);

        await EndedAsync();
        ((await FindAsync()).Outcome, (await FindAsync()).Reason, string.Join(",", agents.Began)).ShouldBe(("cancelled", "not needed", "beta"));
    }

    [Fact]
    public async Task Where_whoever_wanted_it_is_not_there_the_leader_hears_of_its_end()
    {
        await StartAsync(_ => { });
        agents.Finish.SetResult();
        await DistributeAsync("ghost");

        await ToldAsync();
    }

    private async Task StartAsync(Action<IServiceCollection> services)
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port, services: s =>
        {
            s.AddSingleton<ITaskExecutor>(agents);
            s.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100));
            services(s);
        });
        foreach (var swarm in new[] { "alpha", "beta" })
        {
            await world.Registry.RegisterAsync(swarm, new SwarmDefinition(), default);
            await world.WaitForAsync(swarm, SwarmStatuses.Active);
        }

        await Eventually.HoldsAsync(async () => await world.Host.Get<ISwarmLeadership>().CurrentAsync(default) is not null, "somebody leads");
    }

    private async Task DistributeAsync(string by = "alpha") =>
        (await world.TellAsync(nameof(DistributeSwarmTask), new { taskId = "t1", queuedBy = by })).ShouldBeOfType<SwarmTaskDistributed>().TargetSwarm.ShouldBe("beta");

    private async Task<SwarmTaskRecord> FindAsync() => (await world.Host.Get<ISwarmWork>().FindAsync("t1", default)).ShouldNotBeNull();

    private Task BegunAsync(int times) => Eventually.HoldsAsync(() => agents.Began.Count == times, $"{times} executions have begun");

    private Task EndedAsync() => Eventually.HoldsAsync(async () => (await FindAsync()).State == "ended", "it ends");

    private Task ToldAsync() => Eventually.HoldsAsync(
        async () => (await world.Host.Get<ISwarmInboxes>().HistoryAsync("swarm:alpha", 100, default)).Any(m => Encoding.UTF8.GetString(m.Span).Contains("task_completed")), "whoever wanted it hears of its end");
}
