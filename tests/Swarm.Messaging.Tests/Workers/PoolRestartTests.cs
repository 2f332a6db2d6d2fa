using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Tests.Workers;

/// <summary>What crashes comes back, so often and so fast, on a clock of the test.</summary>
public sealed class PoolRestartTests
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_crash_loop_ends_after_three_restarts_five_seconds_apart()
    {
        var pool = new SimulatedPool(new() { PoolSize = 2, MinWorkers = 1 }) { };
        pool.Advance(TimeSpan.FromSeconds(10));
        pool.Boots = slot => slot.Id == "worker-1" ? null : TimeSpan.Zero;

        pool.Crash("worker-1");
        pool.Advance(TimeSpan.FromMinutes(2));

        var restarts = pool.When(WorkerPoolEvents.RestartAttempted, "worker-1").ToList();
        restarts.Count.ShouldBe(3);
        restarts.Zip(restarts.Skip(1), (a, b) => b - a).ShouldAllBe(gap => gap >= TimeSpan.FromSeconds(5) && gap <= TimeSpan.FromSeconds(5) + Slack);
        pool.Slot("worker-1").State.ShouldBe(WorkerState.Error);
        pool.Conditions.Single(c => c.Condition.Name == WorkerAlertNames.SlotFailed).Condition.Severity.ShouldBe("critical");
        pool.Slot("worker-2").State.ShouldBe(WorkerState.Ready);
        pool.Core.Health(pool.Now).Status.ShouldBe("critical");

        pool.Boots = _ => TimeSpan.FromSeconds(1);
        pool.Act(c => c.Reset(pool.Slot("worker-1"), pool.Now));
        pool.Advance(TimeSpan.FromSeconds(2));
        (pool.Slot("worker-1").State, pool.Slot("worker-1").RestartsUsed).ShouldBe((WorkerState.Ready, 0));
    }

    [Fact]
    public void Five_healthy_minutes_restore_the_budget()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1 });
        for (var i = 0; i < 2; i++)
        {
            pool.Advance(TimeSpan.FromSeconds(10));
            pool.Crash("worker-1");
        }

        pool.Advance(TimeSpan.FromMinutes(4.5));
        pool.Slot("worker-1").RestartsUsed.ShouldBe(2);
        pool.Advance(TimeSpan.FromMinutes(1));

        pool.Slot("worker-1").RestartsUsed.ShouldBe(0);
        pool.When(WorkerPoolEvents.RestartCounterReset).Count().ShouldBe(1);
    }

    [Fact]
    public void A_day_with_a_crash_every_ten_minutes_is_lived_through()
    {
        var pool = new SimulatedPool(new() { PoolSize = 5, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(10));
        var random = new Random(4);
        var tasks = new List<PoolTask>();
        for (var i = 0; i < 144; i++)
        {
            tasks.Add(pool.Submit($"t{i}"));
            pool.Crash($"worker-{random.Next(1, 6)}");
            pool.Advance(TimeSpan.FromMinutes(10));
        }

        pool.Core.Counters.Crashed.ShouldBe(144);
        pool.Core.Counters.Restarted.ShouldBe(144);
        pool.Core.Counters.Spawned.ShouldBe(149);
        pool.Core.Slots.ShouldAllBe(s => s.IsEligible && s.RestartsUsed == 0);
        // Each budget was touched and restored once per crash, as ten minutes are more than five.
        pool.When(WorkerPoolEvents.RestartCounterReset).Count().ShouldBe(144);
        pool.Conditions.ShouldBeEmpty();
        pool.Core.Alerts.All.ShouldBeEmpty();
        tasks.ShouldAllBe(t => t.End.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_day_of_a_slot_that_crashes_every_minute_ends_in_one_error_and_one_alert()
    {
        var pool = new SimulatedPool(new() { PoolSize = 2, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 1_440; i++)
        {
            pool.Crash("worker-1");
            pool.Advance(TimeSpan.FromMinutes(1));
        }

        pool.Core.Counters.Restarted.ShouldBe(3);
        pool.Conditions.Select(c => (c.Condition.Name, c.Condition.On)).ShouldBe([(WorkerAlertNames.SlotFailed, true)]);
    }

    [Fact]
    public void Normal_exits_are_no_crashes()
    {
        var pool = new SimulatedPool(new() { PoolSize = 8, MinWorkers = 5 });
        pool.Advance(TimeSpan.FromSeconds(2));

        pool.Act(c => c.ScaleDown(2, pool.Now).ShouldBe(2));
        pool.Core.Slots.Count.ShouldBe(8, "a process is in view until it has ended");
        pool.Advance(TimeSpan.FromSeconds(3));
        pool.Act(c => c.Stop(pool.Now));
        pool.Advance(TimeSpan.FromSeconds(3));

        (pool.Core.Slots.Count, pool.Core.Counters.Crashed).ShouldBe((0, 0));
    }

    [Fact]
    public void Many_new_workers_start_a_few_at_a_time_and_spend_no_budget_on_their_waiting()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1, StartsAtOnce = 8 });
        pool.Advance(TimeSpan.FromSeconds(2));
        // So slow that of 49 at once on a small machine none would be ready within 10 s.
        pool.Boots = _ => TimeSpan.FromSeconds(3);

        pool.Act(c => c.ScaleUp(48, pool.Now).ShouldBe(48));
        pool.Core.Size.ShouldBe(49, "their places are taken");
        var most = 0;
        for (var i = 0; i < 60; i++)
        {
            most = Math.Max(most, pool.Core.Slots.Count(s => s is { State: WorkerState.Initializing, HasProcess: true }));
            pool.Advance(TimeSpan.FromMilliseconds(500));
        }

        most.ShouldBe(8);
        pool.Core.Slots.Count(s => s.IsEligible).ShouldBe(49);
        (pool.Core.Counters.Spawned, pool.Core.Counters.Restarted).ShouldBe((49, 0));
    }

    [Fact]
    public void When_all_crash_together_their_replacements_take_turns_as_well()
    {
        var pool = new SimulatedPool(new() { PoolSize = 12, MinWorkers = 1, StartsAtOnce = 3 });
        pool.Advance(TimeSpan.FromSeconds(20));
        pool.Boots = _ => TimeSpan.FromSeconds(2);

        foreach (var id in pool.Core.Slots.Select(s => s.Id).ToList())
            pool.Crash(id);
        pool.Core.Slots.Count(s => s.HasProcess).ShouldBe(3);
        pool.Advance(TimeSpan.FromSeconds(20));

        pool.Core.Slots.ShouldAllBe(s => s.IsEligible && s.RestartsUsed == 1);
    }
}
