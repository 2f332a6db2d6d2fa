using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Integration.Tests.Hosts;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary>Workers that hang, die, lie and shout. Each harms its own task at most.</summary>
public sealed class FaultyWorkerTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_hung_worker_is_suspected_declared_dead_killed_and_replaced_once()
    {
        var options = TestPool.Hanging(3);
        await using var pool = await TestPool.StartAsync(options);
        var task = pool.Submit("sleep", new { ms = 500 });
        var hung = task.On!;
        var pid = hung.Pid;

        UnixSignals.Send(pid, UnixSignal.Stop);
        var stopped = TimeProvider.System.GetUtcNow();
        var outcome = await TestPool.EndAsync(task);

        outcome.ShouldBeOfType<WorkerOutcome.Failed>().Code.ShouldBe(FailureCodes.Hung);
        ForeignProcess.Lives(pid).ShouldBeFalse("an attempt ends only when its process is gone");
        await pool.AllReadyAsync(3);
        Figures(pool, hung.Id, options, stopped);
        pool.Types(hung.Id).Where(t => t is WorkerPoolEvents.MissedHeartbeat or WorkerPoolEvents.ZombieDetected or WorkerPoolEvents.RestartAttempted)
            .ShouldBe([WorkerPoolEvents.MissedHeartbeat, WorkerPoolEvents.ZombieDetected, WorkerPoolEvents.RestartAttempted]);
        TestPool.Result(await pool.RunAsync("echo", 1)).GetInt32().ShouldBe(1);
        pool.Counters.Spawned.ShouldBe(4);
        pool.Pool.Read((core, _) => core.Alerts.All.Select(a => (a.Type, a.Severity)).ToArray())
            .ShouldBe([(WorkerAlertNames.Zombie, "critical"), (WorkerAlertNames.MissedHeartbeat, "warning")]);
    }

    // Silence is counted from the last heartbeat, and looked at now and then; seconds are for a busy machine.
    private void Figures(TestPool pool, string hung, WorkersOptions options, DateTimeOffset stopped)
    {
        WorkerPoolEvent Of(string type) => pool.Events.Single(e => e.Type == type && e.WorkerId == hung);
        var slack = TimeSpan.FromSeconds(5);
        var (suspect, zombie) = (TimeSpan.FromSeconds(Of(WorkerPoolEvents.MissedHeartbeat).Value!.Value), TimeSpan.FromSeconds(Of(WorkerPoolEvents.ZombieDetected).Value!.Value));
        var gone = Of(WorkerPoolEvents.WorkerExited).Timestamp - stopped;
        output.WriteLine($"suspect after {suspect.TotalSeconds:0.0} s of silence, zombie after {zombie.TotalSeconds:0.0} s, gone {gone.TotalSeconds:0.0} s after the stop");
        suspect.ShouldBeInRange(options.SuspectAfter, options.SuspectAfter + options.HealthCheckInterval + slack);
        zombie.ShouldBeInRange(options.ZombieAfter, options.ZombieAfter + options.HealthCheckInterval + slack);
        gone.ShouldBeLessThan(options.ZombieAfter + options.HealthCheckInterval + options.StopGrace + slack);
    }

    [Fact]
    public async Task A_result_that_comes_between_the_verdict_and_the_kill_is_refused()
    {
        var options = TestPool.Quick(2);
        options.StopGrace = TimeSpan.FromSeconds(30);
        await using var pool = await TestPool.StartAsync(options);
        var mark = Path.Combine(Path.GetTempPath(), $"begun-{Guid.NewGuid():N}");
        var task = pool.Submit("sleepMarked", new { ms = 5_000, file = mark });
        var (id, pid) = (task.On!.Id, task.On.Pid);
        // One that has not begun leaves at its SIGTERM, without a result.
        await Eventually.HoldsAsync(() => File.Exists(mark), "its handler runs", TimeSpan.FromSeconds(30));
        File.Delete(mark);
        UnixSignals.Send(pid, UnixSignal.Stop);
        await pool.SaysAsync(WorkerPoolEvents.ZombieDetected, id);

        UnixSignals.Send(pid, UnixSignal.Continue);
        var outcome = await TestPool.EndAsync(task);

        outcome.ShouldBeOfType<WorkerOutcome.Failed>().Code.ShouldBe(FailureCodes.Hung);
        pool.Events.Single(e => e.Type == WorkerPoolEvents.StaleResult).Error.ShouldBe(FailureCodes.Stale);
        (pool.Counters.Completed, pool.Counters.StaleResults).ShouldBe((0, 1));
    }

    [Fact]
    public async Task A_hung_idle_worker_holds_up_nobody_for_long()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Quick(3));
        UnixSignals.Send(pool.Slot("worker-1").Pid, UnixSignal.Stop);
        await pool.SaysAsync(WorkerPoolEvents.MissedHeartbeat, "worker-1");

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => pool.RunAsync("sleep", new { ms = 20 })));

        outcomes.ShouldAllBe(o => o is WorkerOutcome.Completed);
    }

    [Fact]
    public async Task A_worker_that_is_heard_of_again_in_time_goes_on()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Quick(1));
        var pid = pool.Slot("worker-1").Pid;
        UnixSignals.Send(pid, UnixSignal.Stop);
        await pool.SaysAsync(WorkerPoolEvents.MissedHeartbeat, "worker-1");

        UnixSignals.Send(pid, UnixSignal.Continue);
        await pool.SaysAsync(WorkerPoolEvents.WorkerRecovered, "worker-1");

        TestPool.Result(await pool.RunAsync("pid")).GetInt32().ShouldBe(pid);
    }

    [Fact]
    public async Task A_crash_in_a_task_ends_its_attempt_at_once()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(2));
        var task = pool.Submit("sleep", new { ms = 60_000 });

        UnixSignals.Send(task.On!.Pid, UnixSignal.Kill);
        var failed = (await TestPool.EndAsync(task)).ShouldBeOfType<WorkerOutcome.Failed>();

        (failed.Code, failed.Retryable).ShouldBe((FailureCodes.Crashed, true));
        failed.Message.ShouldContain("signal 9");
        await pool.AllReadyAsync(2);
    }

    [Fact]
    public async Task A_handler_that_ignores_its_cancellation_costs_its_process()
    {
        var options = TestPool.Options(1);
        options.CancelGrace = TimeSpan.FromSeconds(1);
        await using var pool = await TestPool.StartAsync(options);
        var pid = pool.Slot("worker-1").Pid;

        var outcome = await pool.RunAsync("stubborn", new { ms = 60_000 }, TimeSpan.FromMilliseconds(500));

        outcome.ShouldBeOfType<WorkerOutcome.Failed>().Code.ShouldBe(FailureCodes.Timeout);
        ForeignProcess.Lives(pid).ShouldBeFalse("no second run may overlap the first");
        TestPool.Result(await pool.RunAsync("pid")).GetInt32().ShouldNotBe(pid);
    }

    [Fact]
    public async Task A_handler_that_listens_to_its_cancellation_keeps_its_process()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(1));
        var pid = pool.Slot("worker-1").Pid;

        var outcome = await pool.RunAsync("sleep", new { ms = 60_000 }, TimeSpan.FromMilliseconds(300));

        outcome.ShouldBeOfType<WorkerOutcome.Failed>().Code.ShouldBe(FailureCodes.Timeout);
        TestPool.Result(await pool.RunAsync("pid")).GetInt32().ShouldBe(pid);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("huge")]
    [InlineData("broken")]
    public async Task A_worker_that_writes_something_else_than_messages_is_replaced_and_others_are_unharmed(string type)
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(2));
        var bystander = pool.Submit("sleep", new { ms = 1_000 });
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var outcome = await pool.RunAsync(type);

        outcome.ShouldBeOfType<WorkerOutcome.Failed>().Code.ShouldBe(FailureCodes.Violated);
        (await TestPool.EndAsync(bystander)).ShouldBeOfType<WorkerOutcome.Completed>();
        await pool.AllReadyAsync(2);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(512 << 20, "a promised length must not be reserved");
    }

    [Fact]
    public async Task An_error_that_nobody_caught_is_told_and_costs_the_process_and_its_attempt()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(1));

        (await pool.RunAsync("dies")).ShouldBeOfType<WorkerOutcome.Failed>().Code.ShouldBe(FailureCodes.Crashed);

        await pool.SaysAsync(WorkerPoolEvents.WorkerExited, "worker-1");
        pool.Events.Single(e => e.Type == WorkerPoolEvents.WorkerError).Message.ShouldBe("nobody caught it");
        pool.Events.Single(e => e.Type == WorkerPoolEvents.WorkerExited).Code.ShouldBe(1);
        TestPool.Result(await pool.RunAsync("echo", 1)).GetInt32().ShouldBe(1);
        pool.Counters.Restarted.ShouldBe(1);
    }

    [Fact]
    public async Task A_flood_of_log_lines_is_bounded_and_told()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(1));

        TestPool.Result(await pool.RunAsync("logs", new { lines = 100_000, length = 1_000 })).GetInt32().ShouldBe(100_000);
        TestPool.Result(await pool.RunAsync("logs", new { lines = 100, length = 100_000 })).GetInt32().ShouldBe(100);

        var lines = pool.Events.Where(e => e.Type == WorkerPoolEvents.WorkerLog).ToList();
        lines.Count.ShouldBeInRange(1, 10_000);
        lines.ShouldAllBe(l => l.Message!.Length <= 4_096);
        await Eventually.HoldsAsync(() => pool.Events.Any(e => e is { Type: WorkerPoolEvents.WorkerLog, Level: "warning" } && e.Message!.Contains("lines were left out")), "what is missing is said");
    }

    [Fact]
    public async Task A_result_that_is_too_large_for_a_frame_costs_the_process_and_one_that_fits_does_not()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(1));

        TestPool.Result(await pool.RunAsync("large", new { bytes = 1_000_000 })).GetString()!.Length.ShouldBe(1_000_000);
        (await pool.RunAsync("large", new { bytes = 8_000_000 })).ShouldBeOfType<WorkerOutcome.Failed>().Code.ShouldBe(FailureCodes.Violated);

        TestPool.Result(await pool.RunAsync("echo", 1)).GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_above_its_memory_is_told_of_and_recycled_after_its_task()
    {
        var options = TestPool.Quick(1);
        options.WorkerMemoryLimitMb = 200;
        await using var pool = await TestPool.StartAsync(options);

        var pid = TestPool.Result(await pool.RunAsync("hog", new { mb = 400 })).GetInt32();
        await pool.SaysAsync(WorkerPoolEvents.HighMemory, "worker-1");
        await Eventually.HoldsAsync(() => pool.Counters.Recycled == 1, "the worker is recycled");

        TestPool.Result(await pool.RunAsync("pid")).GetInt32().ShouldNotBe(pid);
        (pool.Counters.Crashed, pool.Counters.Restarted).ShouldBe((0, 0));
    }

    [Fact]
    public async Task What_a_killed_worker_had_started_goes_with_it()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(1));
        var child = TestPool.Result(await pool.RunAsync("child")).GetInt32();
        ForeignProcess.Lives(child).ShouldBeTrue();

        UnixSignals.Send(pool.Slot("worker-1").Pid, UnixSignal.Kill);

        await ForeignProcess.EndsAsync(child, "the worker's child");
    }

    [Fact]
    public async Task A_worker_that_always_exits_is_given_up_after_its_budget_and_the_pool_leaves_nothing()
    {
        var options = TestPool.Options(1, TestPool.Faulty("exits"));
        options.RestartCoolDown = TimeSpan.FromMilliseconds(200);

        var refused = await Should.ThrowAsync<WorkersException>(() => TestPool.StartAsync(options));

        refused.Message.ShouldContain("restart budget");
    }

    [Fact]
    public async Task A_worker_that_never_becomes_ready_is_killed()
    {
        var options = TestPool.Options(1, TestPool.Faulty("silent"));
        (options.SpawnTimeout, options.MaxRestartAttempts) = (TimeSpan.FromMilliseconds(500), 0);

        await Should.ThrowAsync<WorkersException>(() => TestPool.StartAsync(options));
    }

    [Theory]
    [InlineData("exits")]
    [InlineData("silent")]
    public async Task A_start_that_fails_or_is_given_up_leaves_no_process(string mode)
    {
        var options = TestPool.Options(3, TestPool.Faulty(mode));
        (options.SpawnTimeout, options.MaxRestartAttempts, options.RestartCoolDown) = (TimeSpan.FromSeconds(2), 1, TimeSpan.Zero);
        await using var pool = new WorkerPool(options, TimeProvider.System, NullLogger<WorkerPool>.Instance);
        var gone = new System.Collections.Concurrent.ConcurrentBag<int>();
        pool.Listen(e =>
        {
            if (e is { Type: WorkerPoolEvents.WorkerExited, Pid: { } pid })
                gone.Add(pid);
        });

        await Should.ThrowAsync<WorkersException>(() => pool.StartAsync(CancellationToken.None));

        await Eventually.HoldsAsync(() => gone.Count == 6, "three workers and a restart each are gone");
        gone.ShouldAllBe(pid => !ForeignProcess.Lives(pid));
        pool.Read((core, _) => core.Slots.Count).ShouldBe(0);
    }

    [Fact]
    public async Task A_program_that_does_not_exist_is_named_at_the_start()
    {
        var refused = await Should.ThrowAsync<WorkersException>(() => TestPool.StartAsync(TestPool.Options(1, "no-such-worker --fast")));

        refused.Message.ShouldContain("no-such-worker");
    }
}
