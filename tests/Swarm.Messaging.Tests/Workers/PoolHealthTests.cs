using Swarm.Messaging.Processes;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Tests.Workers;

/// <summary>Who is taken for ill and what becomes of them, exactly, on a clock of the test.</summary>
public sealed class PoolHealthTests
{
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
    public void A_pause_of_the_whole_host_condemns_nobody()
    {
        var pool = new SimulatedPool();
        pool.Advance(TimeSpan.FromSeconds(10));

        // An hour passes at once, as after a SIGSTOP of the host or a sleep of the machine.
        pool.Act(c => c.Tick(pool.Now + TimeSpan.FromHours(1)));

        pool.Core.Slots.ShouldAllBe(s => s.Health == HealthState.Healthy);
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
}
