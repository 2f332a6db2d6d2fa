using Swarm.Messaging.Tests.Workers;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>What waited in a pool without a usable slot waited for ever, while another host stood idle; and the pool called itself initialized.</summary>
public sealed class APoolThatHadGivenUpKeptItsTasksTests
{
    private static readonly TimeSpan GivenUp = TimeSpan.FromMinutes(2);

    [Fact]
    public void Without_a_usable_slot_it_gives_back_what_waits_and_offers_nothing_until_it_is_reset()
    {
        var pool = new SimulatedPool(new() { PoolSize = 2, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(5));
        pool.Boots = _ => null;
        pool.Crash("worker-1");
        pool.Crash("worker-2");
        var waiting = pool.Submit("waiting");

        pool.Advance(GivenUp);
        var late = pool.Submit("late");
        pool.Advance(pool.Options.HealthCheckInterval);

        pool.OutcomeOf(waiting).ShouldBeOfType<WorkerOutcome.Kept>().Reason.ShouldContain("in error");
        pool.OutcomeOf(late).ShouldBeOfType<WorkerOutcome.Kept>();
        (pool.Core.Queued, pool.Core.Offered, pool.Core.Ahead(pool.Now)).ShouldBe((0, 0, 0));
        pool.Conditions.Count(c => c.Condition is { Name: WorkerAlertNames.SlotFailed, On: true }).ShouldBe(2);

        pool.Boots = _ => TimeSpan.FromSeconds(1);
        pool.Act(c => c.Reset(pool.Slot("worker-1"), pool.Now));
        pool.Core.Offered.ShouldBe(1);
        var again = pool.Submit("again");
        pool.Advance(TimeSpan.FromSeconds(5));
        pool.OutcomeOf(again).ShouldBeOfType<WorkerOutcome.Completed>();
    }

    [Fact]
    public void One_usable_slot_keeps_what_waits()
    {
        var pool = new SimulatedPool(new() { PoolSize = 2, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(5));
        pool.Takes = _ => TimeSpan.FromMinutes(4);
        var running = pool.Submit("running");
        pool.Boots = _ => null;
        pool.Crash(running.On!.Id == "worker-1" ? "worker-2" : "worker-1");
        var waiting = pool.Submit("waiting");

        pool.Advance(TimeSpan.FromMinutes(9));

        pool.OutcomeOf(waiting).ShouldBeOfType<WorkerOutcome.Completed>();
    }

    [Fact]
    public void A_drained_pool_gives_back_what_waits_and_ends_what_runs()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1 });
        pool.Advance(TimeSpan.FromSeconds(5));
        pool.Takes = _ => TimeSpan.FromSeconds(20);
        var (running, waiting) = (pool.Submit("running"), pool.Submit("waiting"));

        pool.Act(c => c.Drain(true, pool.Now));
        pool.Advance(TimeSpan.FromSeconds(30));

        pool.OutcomeOf(running).ShouldBeOfType<WorkerOutcome.Completed>();
        pool.OutcomeOf(waiting).ShouldBeOfType<WorkerOutcome.Kept>().Reason.ShouldContain("drained");
    }

    [Fact]
    public void It_is_initialized_when_a_worker_has_been_ready_and_not_when_all_were_given_up()
    {
        var pool = new SimulatedPool(new() { PoolSize = 1, MinWorkers = 1 }) { Boots = _ => null };
        pool.Crash("worker-1");

        pool.Advance(GivenUp);

        (pool.Core.Settled, pool.Core.Initialized).ShouldBe((true, false));
        pool.When(WorkerPoolEvents.PoolInitialized).ShouldBeEmpty();
        pool.Events.Single(e => e.Event.Type == WorkerPoolEvents.Warning).Event.Message!.ShouldContain("swarm workers reset");
        var report = WorkerReports.Of(pool.Core, pool.Options, pool.Now, "host", new WorkerTaskTally(), 0, [], 0);
        report.Pool.Initialized.ShouldBeFalse();
        var slot = report.Slots.Single();
        (slot.State, slot.Health, slot.Pid, slot.MemoryMb, slot.AgeMs).ShouldBe(("error", "error", null, 0.0, 0L));

        pool.Boots = _ => TimeSpan.FromSeconds(1);
        pool.Act(c => c.Reset(pool.Slot("worker-1"), pool.Now));
        pool.Advance(TimeSpan.FromSeconds(2));
        pool.Events.Single(e => e.Event.Type == WorkerPoolEvents.PoolInitialized).Event.Count.ShouldBe(1);
    }
}
