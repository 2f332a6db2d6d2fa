using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Tests.Workflows.Runner;

/// <summary>What the pool of workers decides, on times that the test gives.</summary>
public sealed class NodePoolCoreTests
{
    private readonly RunnerOptions options = new();
    private TimeSpan now;

    [Fact]
    public void The_least_number_is_there_from_the_start_and_a_worker_that_starts_gets_nothing()
    {
        var core = Core();

        var added = core.Scale(0, now);

        (added.Count, core.Slots, Assign(core)).ShouldBe((2, 0, null));
        core.Ready(added[0], now);
        (core.Slots, Assign(core)!.Worker).ShouldBe((5, added[0]));
        core.Ready(added[1], now);
        core.Slots.ShouldBe(10);
        Types(core).ShouldBe([RunnerEvents.ScaleUp, RunnerEvents.WorkerStarted, RunnerEvents.TaskAssigned, RunnerEvents.WorkerStarted]);
    }

    [Fact]
    public void A_burst_spreads_because_load_counts_when_it_is_given()
    {
        var core = Ready(workers: 4);

        var runs = Enumerable.Range(0, 8).Select(_ => Assign(core)!).ToList();

        runs.GroupBy(r => r.Worker.Id).Select(g => g.Count()).ShouldBe([2, 2, 2, 2]);
    }

    [Fact]
    public void Beyond_its_slots_nobody_gets_anything()
    {
        var core = Ready(workers: 2);

        var runs = Enumerable.Range(0, 12).Select(_ => Assign(core)).ToList();

        runs.Count(r => r is null).ShouldBe(2);
        core.Workers.ShouldAllBe(w => w.Tasks == 5);
        End(core, runs[3]!, failed: false);
        Assign(core).ShouldNotBeNull();
    }

    [Fact]
    public void Five_failures_in_a_row_make_a_worker_unhealthy_and_successes_make_it_well_again()
    {
        var core = Ready(workers: 2);
        var first = core.Workers[0];

        Fail(core, first, times: 4);
        State(core, first).ShouldBe(NodeWorkerState.Healthy);
        Fail(core, first, times: 1);
        State(core, first).ShouldBe(NodeWorkerState.Unhealthy);
        var spared = Enumerable.Range(0, 5).Select(_ => Assign(core)!).ToList();
        spared.ShouldAllBe(r => r.Worker != first, "another has room");
        var last = Assign(core)!;
        last.Worker.ShouldBe(first, "nobody else has room: a cause that all share must not stop the work");
        End(core, last, failed: false);
        State(core, first).ShouldBe(NodeWorkerState.Healthy);
    }

    [Fact]
    public void What_no_other_attempt_would_mend_speaks_against_no_worker()
    {
        var core = Ready(workers: 1);

        for (var n = 0; n < 10; n++)
            core.End(Assign(core)!, "http_request", failed: true, blamed: false, now);

        (State(core, core.Workers[0]), core.Workers[0].Failed).ShouldBe((NodeWorkerState.Healthy, 10));
    }

    [Fact]
    public void Processor_and_memory_above_their_limits_make_all_unhealthy_and_none_idle_and_they_work_on()
    {
        var core = Ready(workers: 2);

        core.Check(81, 100, now);
        core.Workers.ShouldAllBe(w => State(core, w) == NodeWorkerState.Unhealthy);
        Assign(core).ShouldNotBeNull();
        core.Check(80, 501, now);
        core.Workers.ShouldAllBe(w => State(core, w) == NodeWorkerState.Unhealthy);
        core.Check(80, 500, now);
        core.Workers.Select(w => State(core, w)).ShouldBe([NodeWorkerState.Busy, NodeWorkerState.Healthy]);
    }

    [Fact]
    public void A_worker_that_is_fully_used_stays_healthy()
    {
        var core = Ready(workers: 1);
        for (var n = 0; n < 5; n++)
            Assign(core);

        core.Check(50, 100, now);

        State(core, core.Workers[0]).ShouldBe(NodeWorkerState.Busy);
    }

    [Fact]
    public void One_that_has_had_nothing_to_do_for_a_minute_leaves_one_at_a_check_and_never_below_the_least()
    {
        var core = Ready(workers: 5);
        Wait(59);
        Check(core);
        core.Size.ShouldBe(5);
        Wait(1);
        core.Workers.ShouldAllBe(w => State(core, w) == NodeWorkerState.Idle);

        var sizes = Enumerable.Range(0, 6).Select(_ => { Check(core); return core.Size; }).ToList();

        sizes.ShouldBe([4, 3, 2, 2, 2, 2]);
        core.Workers.Count.ShouldBe(2, "those that left are gone at the next check");
        Types(core).Count(t => t == RunnerEvents.WorkerStopped).ShouldBe(3);
    }

    [Fact]
    public void One_that_leaves_gets_nothing_and_the_time_counts_from_its_last_node()
    {
        var core = Ready(workers: 3);
        var busy = Assign(core)!;
        Wait(100);
        End(core, busy, failed: false);
        Check(core);

        var leaves = core.Workers.Single(w => State(core, w) == NodeWorkerState.Stopping);
        leaves.ShouldNotBe(busy.Worker);
        Enumerable.Range(0, 10).Select(_ => Assign(core)!.Worker).ShouldNotContain(leaves);
    }

    [Fact]
    public void A_crash_leaves_its_other_nodes_alone_and_brings_one_other()
    {
        var core = Ready(workers: 2);
        var runs = Enumerable.Range(0, 6).Select(_ => Assign(core)!).ToList();
        var broken = runs[0].Worker;

        var replacement = core.Crash(broken, "it threw", now);

        replacement.ShouldNotBeNull();
        core.Crash(broken, "again", now).ShouldBeNull("once");
        runs.ShouldAllBe(r => !r.IsStopped && !r.Abandoned.IsCompleted);
        core.Check(0, 0, now);
        core.Workers.ShouldContain(broken, "until its nodes have ended");
        (core.Size, State(core, broken)).ShouldBe((2, NodeWorkerState.Crashed));
        foreach (var run in runs.Where(r => r.Worker == broken))
            core.End(run, "delay", failed: null, blamed: false, now);
        core.Workers.ShouldNotContain(broken);
        core.Counters.CrashesWithinTheHour(now).ShouldBe(1);
        core.Counters.CrashesWithinTheHour(now + TimeSpan.FromHours(1)).ShouldBe(0);
    }

    [Fact]
    public void Without_restart_only_the_least_number_is_kept()
    {
        options.AutoRestart = false;
        var core = Ready(workers: 3);

        core.Crash(core.Workers[0], "it threw", now).ShouldBeNull();
        core.Size.ShouldBe(2);
        core.Crash(core.Workers[0], "it threw", now).ShouldNotBeNull();
        core.Size.ShouldBe(2);
    }

    [Fact]
    public void One_that_is_not_ready_in_time_has_crashed()
    {
        var core = Core();
        core.Scale(0, now);
        Wait(5);

        var replacements = core.Check(0, 0, now);

        (replacements.Count, core.Size).ShouldBe((2, 2));
        Types(core).Count(t => t == RunnerEvents.WorkerCrashed).ShouldBe(2);
    }

    [Fact]
    public void A_node_that_does_not_end_when_it_is_stopped_makes_its_worker_suspect_and_then_a_zombie()
    {
        var core = Ready(workers: 2);
        using var stop = new CancellationTokenSource();
        var hung = core.Assign("hung", null, now, stop.Token)!;
        core.Check(0, 0, now);
        Wait(1_000);
        core.Check(0, 0, now).ShouldBeEmpty("as long as it may run");
        stop.Cancel();
        core.Check(0, 0, now);

        Wait(15);
        core.Check(0, 0, now).ShouldBeEmpty();
        (State(core, hung.Worker), core.Slots).ShouldBe((NodeWorkerState.Unhealthy, 5), "a suspect offers nothing");
        Wait(15);
        core.Check(0, 0, now).ShouldHaveSingleItem();
        (State(core, hung.Worker), hung.Abandoned.IsCompleted).ShouldBe((NodeWorkerState.Crashed, true));
    }

    [Fact]
    public void A_strategy_that_throws_or_chooses_nobody_leaves_it_to_the_least_busy()
    {
        var core = new NodePoolCore(options, new Wild());
        foreach (var worker in core.Scale(0, now))
            core.Ready(worker, now);

        Assign(core)!.Worker.ShouldBe(core.Workers[0]);
        Assign(core)!.Worker.ShouldBe(core.Workers[1]);

        (core.Counters.BadChoices, core.Counters.LastBadChoice).ShouldBe((2, "wild chose 7 of 2 workers."));
    }

    [Fact]
    public void The_report_says_what_was_measured()
    {
        var core = Ready(workers: 2);
        for (var n = 0; n < 3; n++)
        {
            var run = core.Assign($"t{n}", TimeSpan.FromMilliseconds(10 * n), now, default)!;
            now += TimeSpan.FromMilliseconds(100);
            End(core, run, failed: n == 2);
        }

        Assign(core);
        var report = NodePoolReport.Of(core, options, 7, DateTimeOffset.UnixEpoch + now, now);

        (report.TotalWorkers, report.ActiveWorkers, report.IdleWorkers, report.UnhealthyWorkers).ShouldBe((2, 1, 1, 0));
        (report.Processed, report.Succeeded, report.Failed, report.QueueDepth).ShouldBe((3, 2, 1, 7));
        (report.AverageTaskTimeMs, core.Counters.WaitTime.Value).ShouldBe((100, 10));
        report.Throughput.ShouldBe(3 / now.TotalSeconds, 0.01);
        report.Workers.Select(w => (w.State, w.CurrentLoad, w.TasksProcessed)).ShouldBe([("busy", 0.2, 3), ("healthy", 0, 0)]);
        report.Workers[0].LastHeartbeat.ShouldBe(DateTimeOffset.UnixEpoch + now);
    }

    private NodePoolCore Core() => new(options, new LeastBusySelector());

    private NodePoolCore Ready(int workers)
    {
        var core = Core();
        for (var n = 0; n < workers; n++)
            core.Ready(core.Add(now), now);
        return core;
    }

    private NodeRun? Assign(NodePoolCore core) => core.Assign("t", null, now, default);

    private void End(NodePoolCore core, NodeRun run, bool failed) => core.End(run, "http_request", failed, failed, now);

    private void Fail(NodePoolCore core, NodeWorker worker, int times)
    {
        for (var n = 0; n < times; n++)
        {
            var run = new NodeRun(worker, "t", now, default);
            worker.Give(run);
            End(core, run, failed: true);
        }
    }

    private void Check(NodePoolCore core)
    {
        core.Check(0, 0, now);
        core.Scale(0, now);
    }

    private void Wait(double seconds) => now += TimeSpan.FromSeconds(seconds);

    private NodeWorkerState State(NodePoolCore core, NodeWorker worker) => worker.State(now, options.IdleAfter, core.HostOverLimit);

    private static List<string> Types(NodePoolCore core) => core.Happened.ConvertAll(e => e.Type);

    private sealed class Wild : INodeWorkerSelector
    {
        public string Name => "wild";

        public int Select(IReadOnlyList<NodeWorkerView> candidates) => 7;
    }
}
