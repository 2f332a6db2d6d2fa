using Swarm.Messaging.Processes;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Tests.Workers;

/// <summary>The figures of health, restart and scaling, exactly, on a clock of the test.</summary>
public sealed class PoolCoreTests
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_hung_worker_is_suspect_at_15_a_zombie_at_30_and_killed_5_seconds_later()
    {
        var pool = new SimulatedPool();
        pool.Advance(TimeSpan.FromSeconds(20));
        pool.Takes = _ => null;
        var task = pool.Submit("t");
        var hung = task.On!.Id;
        var since = pool.Now;
        pool.Freeze(hung);

        pool.Advance(TimeSpan.FromSeconds(60));

        (pool.When(WorkerPoolEvents.MissedHeartbeat, hung).Single() - since).TotalSeconds.ShouldBeInRange(10, 20);
        (pool.When(WorkerPoolEvents.ZombieDetected, hung).Single() - since).TotalSeconds.ShouldBeInRange(25, 35);
        var signals = pool.Signals.Where(s => s.WorkerId == hung).ToList();
        signals.Select(s => s.Signal).ShouldBe([UnixSignal.Terminate, UnixSignal.Kill]);
        (signals[1].At - signals[0].At).ShouldBe(TimeSpan.FromSeconds(5));
        (signals[1].At - since).TotalSeconds.ShouldBeLessThanOrEqualTo(40);
        pool.OutcomeOf(task).ShouldBeOfType<WorkerOutcome.Failed>().Code.ShouldBe(FailureCodes.Hung);
        pool.When(WorkerPoolEvents.RestartAttempted).Count().ShouldBe(1);
        (pool.Core.Size, pool.Core.Slots.Count(s => s.IsEligible)).ShouldBe((5, 5));
        pool.Conditions.Where(c => c.Condition.WorkerId == hung).Select(c => (c.Condition.Name, c.Condition.On)).ShouldBe(
            [(WorkerAlertNames.MissedHeartbeat, true), (WorkerAlertNames.Zombie, true), (WorkerAlertNames.MissedHeartbeat, false), (WorkerAlertNames.Zombie, false)], ignoreOrder: true);
    }

    [Fact]
    public void A_suspect_gets_no_task_and_a_heartbeat_before_30_seconds_brings_it_back()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(10));
        pool.Freeze("worker-1");
        pool.Advance(TimeSpan.FromSeconds(20));
        pool.Slot("worker-1").Health.ShouldBe(HealthState.Suspect);

        var task = pool.Submit("t");
        pool.Starts.ShouldBeEmpty();
        pool.Thaw("worker-1");
        pool.Advance(TimeSpan.FromSeconds(2));

        pool.Slot("worker-1").Health.ShouldBe(HealthState.Healthy);
        task.End.IsCompletedSuccessfully.ShouldBeTrue();
        pool.When(WorkerPoolEvents.WorkerRecovered).Count().ShouldBe(1);
        pool.Core.Counters.Restarted.ShouldBe(0);
    }

    [Fact]
    public void A_late_result_of_a_suspect_counts_and_one_of_a_zombie_does_not()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1, StopGrace = TimeSpan.FromSeconds(20) });
        pool.Advance(TimeSpan.FromSeconds(5));
        var first = pool.Submit("suspect");
        pool.Freeze("worker-1");
        pool.Advance(TimeSpan.FromSeconds(20));
        pool.Thaw("worker-1");
        pool.Advance(TimeSpan.FromSeconds(1));
        pool.OutcomeOf(first).ShouldBeOfType<WorkerOutcome.Completed>();

        pool.Advance(TimeSpan.FromSeconds(5));
        var second = pool.Submit("zombie");
        pool.Freeze("worker-1");
        pool.Advance(TimeSpan.FromSeconds(36));
        pool.Thaw("worker-1");
        pool.Advance(TimeSpan.FromSeconds(1));

        second.End.IsCompleted.ShouldBeFalse("its process still lives");
        pool.Events.Count(e => e.Event.Type == WorkerPoolEvents.StaleResult).ShouldBe(1);
        pool.Advance(TimeSpan.FromSeconds(20));
        pool.OutcomeOf(second).ShouldBeOfType<WorkerOutcome.Failed>().Code.ShouldBe(FailureCodes.Hung);
    }

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
    public void A_timeout_counts_from_the_start_is_cancelled_and_killed_five_seconds_later()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(2));
        pool.Takes = task => task.Id == "first" ? TimeSpan.FromSeconds(3) : null;
        pool.Submit("first");
        var queued = pool.Submit("queued", timeout: TimeSpan.FromSeconds(1));
        pool.Advance(TimeSpan.FromSeconds(3));
        queued.End.IsCompleted.ShouldBeFalse();
        var began = pool.Starts[^1].At;

        pool.Advance(TimeSpan.FromSeconds(10));

        (pool.Signals.Single().At - began).TotalSeconds.ShouldBeInRange(6, 6.5);
        pool.OutcomeOf(queued).ShouldBeOfType<WorkerOutcome.Failed>().Code.ShouldBe(FailureCodes.Timeout);
        pool.Slot("worker-1").IsEligible.ShouldBeTrue();
    }

    [Fact]
    public void A_pause_of_the_whole_host_condemns_nobody()
    {
        var pool = new SimulatedPool();
        pool.Advance(TimeSpan.FromSeconds(10));

        // An hour passes at once, as after a SIGSTOP of the host or a sleep of the machine.
        pool.Act(c => c.Tick(pool.Now + TimeSpan.FromHours(1)));

        pool.Core.Slots.ShouldAllBe(s => s.Health == HealthState.Healthy);
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
    public void A_stop_gives_running_tasks_thirty_seconds_and_then_five()
    {
        var pool = new SimulatedPool(new() { PoolSize = 2, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(2));
        pool.Takes = task => task.Id == "short" ? TimeSpan.FromSeconds(20) : null;
        var (shortOne, endless, waiting) = (pool.Submit("short"), pool.Submit("endless"), pool.Submit("waiting"));
        var since = pool.Now;

        pool.Act(c => c.Stop(pool.Now));
        pool.Advance(TimeSpan.FromSeconds(60));

        pool.OutcomeOf(waiting).ShouldBe(new WorkerOutcome.Kept("pool shut down, task kept"));
        pool.OutcomeOf(shortOne).ShouldBeOfType<WorkerOutcome.Completed>();
        pool.OutcomeOf(endless).ShouldBeOfType<WorkerOutcome.Failed>("it had begun").Code.ShouldBe("host_stopped");
        pool.Signals.Select(s => ((int)(s.At - since).TotalSeconds, s.Signal)).ShouldBe([(30, UnixSignal.Terminate), (35, UnixSignal.Kill)]);
        pool.Core.Slots.ShouldBeEmpty();
    }

    [Fact]
    public void High_cpu_is_told_and_recycles_only_when_asked_to()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1, RecycleAfterHighCpu = 3 });
        pool.Advance(TimeSpan.FromSeconds(6));
        for (var i = 0; i < 5; i++)
        {
            pool.Vitals("worker-1", new(50 << 20, TimeSpan.FromSeconds(5 * i)));
            pool.Advance(TimeSpan.FromSeconds(5));
        }

        pool.Conditions.Select(c => c.Condition.Name).ShouldContain(WorkerAlertNames.HighCpu);
        (pool.Core.Counters.Recycled, pool.Core.Counters.Crashed).ShouldBe((1, 0));
    }

    [Fact]
    public void A_heartbeat_that_comes_much_too_late_is_told_though_the_worker_lives()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(10));
        pool.Freeze("worker-1");
        pool.Advance(TimeSpan.FromSeconds(26));
        pool.Thaw("worker-1");
        pool.Advance(TimeSpan.FromSeconds(1));

        pool.Core.Alerts.All.Select(a => a.Type).ShouldBe([WorkerAlertNames.LateHeartbeat, WorkerAlertNames.MissedHeartbeat]);
        pool.Slot("worker-1").Health.ShouldBe(HealthState.Healthy);
    }

    [Fact]
    public void Alerts_of_memory_processor_and_protocol_begin_once_and_end_once()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(6));
        var cpu = TimeSpan.Zero;
        void Beats(int count, double share, long megabytes)
        {
            for (var i = 0; i < count; i++)
            {
                pool.Vitals("worker-1", new(megabytes << 20, cpu += 5 * share * TimeSpan.FromSeconds(1)));
                pool.Advance(TimeSpan.FromSeconds(5));
            }
        }

        Beats(3, 0.99, 50);
        Beats(2, 0.10, 50);
        Told().ShouldBe([(WorkerAlertNames.HighCpu, true), (WorkerAlertNames.HighCpu, false)]);
        pool.Takes = _ => null;
        pool.Submit("holds it");
        Beats(3, 0.10, 600);
        Beats(2, 0.10, 50);
        Told().Skip(2).ShouldBe([(WorkerAlertNames.HighMemory, true), (WorkerAlertNames.HighMemory, false)]);
        pool.Act(c => c.Violated(pool.Slot("worker-1"), pool.Slot("worker-1").Incarnation, "garbage", pool.Now));
        pool.Advance(TimeSpan.FromSeconds(5));
        Told().Skip(4).ShouldBe([(WorkerAlertNames.ProtocolViolation, true), (WorkerAlertNames.ProtocolViolation, false)]);

        List<(string, bool)> Told() => [.. pool.Conditions.Select(c => (c.Condition.Name, c.Condition.On))];
    }

    [Fact]
    public void Waiting_is_counted_from_acceptance_to_the_first_dispatch_and_never_below_zero()
    {
        var pool = new SimulatedPool();
        pool.Advance(TimeSpan.FromSeconds(10));
        void Add(TimeSpan? before, int attempt) => pool.Act(c => c.Submit(
            new() { Id = "t", Type = "work", Timeout = TimeSpan.FromMinutes(1), Attempt = attempt, AcceptedAt = before is { } age ? c.Clock(pool.Now) - age : null }, pool.Now));

        Add(TimeSpan.FromSeconds(6), 1);
        Add(TimeSpan.FromSeconds(-3), 1); // accepted by a host whose clock is ahead
        Add(null, 2); // a retry waited on purpose

        pool.Core.Counters.AverageWaitMs.ShouldBe(3_000);
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

    [Fact]
    public void A_result_that_cannot_be_stored_is_a_failure_and_not_a_completion()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(2));
        pool.Takes = _ => null;
        var task = pool.Submit("large");

        pool.Act(c => c.TaskEnded(task.On!, task.On!.Incarnation, task.Token, new WorkerOutcome.Completed(new byte[1_048_577]), 1, pool.Now));

        var failed = pool.OutcomeOf(task).ShouldBeOfType<WorkerOutcome.Failed>();
        (failed.Code, failed.Retryable).ShouldBe((FailureCodes.TooLarge, false));
        (pool.Core.Counters.Completed, pool.Core.Counters.Failed).ShouldBe((0, 1));
    }

    [Fact]
    public void What_a_stop_cuts_off_counts_as_failed_once()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(2));
        pool.Takes = _ => null;
        var task = pool.Submit("endless");

        pool.Act(c => c.Stop(pool.Now));
        pool.Advance(TimeSpan.FromSeconds(60));

        pool.OutcomeOf(task).ShouldBeOfType<WorkerOutcome.Failed>().Code.ShouldBe("host_stopped");
        (pool.Core.Counters.Completed, pool.Core.Counters.Failed, pool.Core.Counters.Cancelled).ShouldBe((0, 1, 0));
    }

    [Theory]
    [InlineData(0.1, 32, 32)]
    [InlineData(4, 32, 16)]
    [InlineData(60, 32, 1)]
    [InlineData(150, 32, 0)]
    [InlineData(0.1, 0, 0)]
    [InlineData(0.1, 10, 8)]
    public void As_many_tiny_tasks_are_fetched_ahead_as_are_done_in_a_tenth_of_a_second(double taskMs, int most, int perWorker)
    {
        var ahead = new WorkAhead();
        var now = TimeSpan.FromMinutes(1);
        ahead.PerWorker(most, true, now).ShouldBe(0, "nothing is known yet");
        for (var i = 0; i < 50; i++)
            ahead.Ended(TimeSpan.FromMilliseconds(taskMs), now);

        ahead.PerWorker(most, false, now).ShouldBe(perWorker);
        ahead.PerWorker(most, false, now + TimeSpan.FromSeconds(1)).ShouldBe(0, "every worker is busy and none has ended anything for long");
        ahead.PerWorker(most, true, now + TimeSpan.FromSeconds(1)).ShouldBe(perWorker, "nothing came");
    }

    [Fact]
    public void Other_bounds_are_followed_when_they_come_and_as_workers_come_to_rest()
    {
        var pool = new SimulatedPool(new() { PoolSize = 5, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(2));

        pool.Options.MinWorkers = 8;
        pool.Act(c => c.Reconfigured(pool.Now));
        pool.Core.Size.ShouldBe(8);
        pool.Advance(TimeSpan.FromSeconds(2));
        pool.Takes = _ => TimeSpan.FromSeconds(20);
        for (var i = 0; i < 6; i++)
            pool.Submit($"t{i}");
        (pool.Options.MinWorkers, pool.Options.MaxWorkers) = (1, 3);
        pool.Act(c => c.Reconfigured(pool.Now));
        pool.Core.Size.ShouldBe(6, "six have a task");
        pool.Advance(TimeSpan.FromSeconds(40));

        pool.Core.Size.ShouldBe(3);
        (pool.Core.Counters.Completed, pool.Core.Counters.Crashed).ShouldBe((6, 0));
    }

    [Fact]
    public void Scaling_stops_at_its_bounds()
    {
        var pool = new SimulatedPool(new() { PoolSize = 5, MinWorkers = 5, MaxWorkers = 8 });
        pool.Advance(TimeSpan.FromSeconds(2));

        pool.Act(c => c.ScaleUp(10, pool.Now).ShouldBe(3));
        pool.Act(c => c.ScaleUp(1, pool.Now).ShouldBe(0));
        pool.Advance(TimeSpan.FromSeconds(2));
        pool.Act(c => c.ScaleDown(10, pool.Now).ShouldBe(3));
        pool.Advance(TimeSpan.FromSeconds(2));

        pool.Core.Slots.Select(s => s.Id).ShouldBe(["worker-1", "worker-2", "worker-3", "worker-4", "worker-5"]);
    }
}
