using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Integration.Tests.Channels;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Coordination;

/// <summary>A code task that runs beyond the coordinator's limit is told once, cancelled, counted failed once, and alerted until it is gone.</summary>
public sealed class StuckTaskTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_stuck_task_is_ended()
    {
        await using var world = await CoordinatorWorld.StartAsync(redis.Port, configure: s => s.Configure<CoordinatorOptions>(o => o.TaskTimeout = TimeSpan.FromSeconds(1)));
        await world.SubmitAsync("a", CodeWork.Endless);
        await world.CountedAsync(0, 1, 0, 0);

        await Eventually.HoldsAsync(async () => (await world.Monitor.RunOnceAsync(default)).Stuck == 1, "it is found stuck");

        (await world.Host.WaitForAsync("a", TaskStates.Cancelled)).Reason.ShouldNotBeNull().ShouldStartWith("stuck: ");
        var raised = (await world.Alerts.ListActiveAsync(default)).ShouldHaveSingleItem();
        (raised.Name, raised.Subject, raised.Threshold).ShouldBe((AlertNames.TaskStuck, "a", 1));
        await world.CountedAsync(0, 0, 0, 1);

        (await world.Monitor.RunOnceAsync(default)).Stuck.ShouldBe(0);
        (await world.Alerts.ListActiveAsync(default)).ShouldBeEmpty();
        (await world.Alerts.ListEndedAsync(10, default)).ShouldHaveSingleItem().Raised.Name.ShouldBe(AlertNames.TaskStuck);
        var told = await world.Outside.NextAsync("swarm:phase-5:coordination", "stuck_task_detected");
        PlainSubscriber.Fields(told).ShouldBe("action duration taskId timeout timestamp type");
        (told.GetProperty("timeout").GetInt64(), told.GetProperty("duration").GetInt64() > 1_000).ShouldBe((1_000, true));
        (await world.Outside.NextAsync("swarm:phase-5:coordination", "task_failed")).GetProperty("errorType").GetString().ShouldBe("stuck");
        world.Outside.All("swarm:phase-5:coordination", "stuck_task_detected").Count().ShouldBe(1);
        await world.CountedAsync(0, 0, 0, 1);
    }

    /// <summary>Pools come with their own part; what they say of themselves is alerted here.</summary>
    [Fact]
    public async Task A_pool_at_its_maximum_and_a_scaling_that_failed_raise_and_clear_their_alerts()
    {
        var pool = new Pool();
        await using var world = await CoordinatorWorld.StartAsync(redis.Port, configure: s => s.AddSingleton<IPoolLevels>(pool));
        pool.Level = new PoolLevel("host1", 20, 20, 0.95, "no memory");
        await world.Monitor.RunOnceAsync(default);
        (await world.Alerts.ListActiveAsync(default)).Select(a => (a.Name, a.Subject)).ShouldBe(
            [(AlertNames.PoolAtMax, "host1"), (AlertNames.ScalingFailed, "host1")], ignoreOrder: true);

        pool.Level = pool.Level with { Utilization = 0.5, LastScalingFailure = null };
        await world.Monitor.RunOnceAsync(default);
        (await world.Alerts.ListActiveAsync(default)).ShouldBeEmpty();
        (await world.Alerts.ListEndedAsync(10, default)).Count.ShouldBe(2);
    }

    private sealed class Pool : IPoolLevels
    {
        public PoolLevel Level { get; set; } = new("host1", 2, 20, 0, null);

        public Task<IReadOnlyList<PoolLevel>> LookAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<PoolLevel>>([Level]);
    }
}
