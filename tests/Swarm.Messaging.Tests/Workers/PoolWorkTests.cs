using Swarm.Messaging.Processes;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Tests.Workers;

/// <summary>What becomes of tasks, exactly, on a clock of the test.</summary>
public sealed class PoolWorkTests
{
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
}
