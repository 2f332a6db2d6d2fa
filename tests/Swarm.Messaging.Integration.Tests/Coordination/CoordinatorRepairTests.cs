using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Coordination;

/// <summary>The statistics are true again after hosts died with what they had not counted, and the same after a restart.</summary>
public sealed class CoordinatorRepairTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task What_was_counted_is_there_after_a_restart_and_averages_go_on()
    {
        var prefix = $"k{Guid.NewGuid():N}";
        CoordinatorTotals before;
        await using (var world = await CoordinatorWorld.StartAsync(redis.Port, prefix))
        {
            for (var i = 0; i < 20; i++)
                await world.SubmitAsync($"a{i}", i % 5 == 0 ? CodeWork.Failing($"e{i}") : CodeWork.Fine);
            await world.CountedAsync(0, 0, 16, 4);
            before = await world.TotalsAsync();
        }

        await using var again = await CoordinatorWorld.StartAsync(redis.Port, prefix);
        (await again.TotalsAsync()).ShouldBe(before);
        await again.SubmitAsync("b");
        await again.CountedAsync(0, 0, 17, 4);
        var after = await again.TotalsAsync();
        after.AverageDurationMs.ShouldBe(Math.Round(after.DurationMs / 17, 2));
        after.DurationMs.ShouldBeGreaterThanOrEqualTo(before.DurationMs);
    }

    /// <summary>A killed host takes the events along that it had seen and not counted: here all of them.</summary>
    [Fact]
    public async Task Tasks_of_a_host_that_died_uncounted_are_found_in_their_sagas()
    {
        var prefix = $"k{Guid.NewGuid():N}";
        await using var dying = await CoordinatorWorld.StartAsync(redis.Port, prefix);
        await dying.Host.Get<ICoordinatorStore>().ApplyAsync("dead", [], default);
        await dying.Host.Get<CoordinatorFeed>().StopAsync(default);
        await dying.SubmitAsync("good");
        await dying.SubmitAsync("bad", CodeWork.Failing("no"));
        await dying.Host.WaitForAsync("good", TaskStates.Completed);
        await dying.Host.WaitForAsync("bad", TaskStates.DeadLettered);
        (await dying.TotalsAsync()).Total.ShouldBe(0);

        await using var finder = await CoordinatorWorld.StartAsync(redis.Port, prefix);
        finder.Host.Clock.Advance(TimeSpan.FromSeconds(61));
        var mended = (await finder.Monitor.RunOnceAsync(default)).Mended;

        mended.ShouldBe(2);
        var totals = await finder.TotalsAsync();
        (totals.Successful, totals.Failed, totals.Total).ShouldBe((1, 1, 2));
        (await finder.Outside.NextAsync("swarm:phase-5:coordination", "task_failed")).GetProperty("error").GetString().ShouldNotBeNull().ShouldContain("no");
        (await finder.Monitor.RunOnceAsync(default)).Mended.ShouldBe(0);
    }

    [Fact]
    public async Task An_open_task_that_nothing_is_heard_of_is_looked_up()
    {
        var prefix = $"k{Guid.NewGuid():N}";
        await using var world = await CoordinatorWorld.StartAsync(redis.Port, prefix);
        await world.SubmitAsync("a");
        await world.CountedAsync(0, 0, 1, 0);
        var store = world.Host.Get<ICoordinatorStore>();

        // Two tasks of which only the beginning was counted: one goes on in a saga that says more, one is gone for good.
        await store.ApplyAsync("dead", [new TaskStep("gone", 1, StepState.Waiting, long.MaxValue / 4), new TaskStep("known", 1, StepState.Waiting, long.MaxValue / 4)], default);
        await world.Host.Get<CoordinatorFeed>().StopAsync(default);
        await world.SubmitAsync("known");
        await world.Host.WaitForAsync("known", TaskStates.Completed);

        world.Host.Clock.Advance(TimeSpan.FromMinutes(3));
        await world.Monitor.RunOnceAsync(default);

        var totals = await world.TotalsAsync();
        (totals.Successful, totals.Failed, totals.Waiting, totals.Total).ShouldBe((2, 1, 0, 3));
    }
}
