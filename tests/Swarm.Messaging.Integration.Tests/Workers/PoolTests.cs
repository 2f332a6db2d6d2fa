using System.Collections.Concurrent;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary>The pool at work, with real processes.</summary>
public sealed class PoolTests
{
    [Fact]
    public async Task A_task_runs_on_a_ready_worker_and_its_result_comes_back()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(5));

        var outcome = await pool.RunAsync("echo", new { text = "ä\n\"x\"" });

        TestPool.Result(outcome).GetProperty("text").GetString().ShouldBe("ä\n\"x\"");
    }

    [Fact]
    public async Task Ten_tasks_at_once_run_on_five_workers_each_one_at_a_time()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(5));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => pool.RunAsync("sleep", new { ms = 50 })));

        outcomes.Select(o => TestPool.Result(o).GetInt32()).Distinct().Count().ShouldBe(5);
        // A worker that is given a second task says so and fails it: none did.
        pool.Counters.Failed.ShouldBe(0);
    }

    [Fact]
    public async Task Waiting_tasks_begin_in_the_order_of_their_ranks_and_then_as_they_came()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(1));
        var began = new ConcurrentQueue<string>();
        var first = pool.Submit("sleep", new { ms = 60_000 });
        PoolTask Add(string name, int rank) => pool.Submit("echo", name, rank, begun: () => began.Enqueue(name));

        var waiting = new[] { Add("20", 20), Add("1", 1), Add("10", 10) }
            .Concat(Enumerable.Range(0, 8).Select(i => Add($"fifo{i}", 10)))
            .Concat([Add("5a", 5), Add("5b", 5), Add("5c", 5), Add("0", 0)]).ToList();
        // Only now, when all of them wait.
        pool.Pool.Cancel(first);
        await Task.WhenAll([TestPool.EndAsync(first), .. waiting.Select(TestPool.EndAsync)]);

        began.ShouldBe(["0", "1", "5a", "5b", "5c", "10", .. Enumerable.Range(0, 8).Select(i => $"fifo{i}"), "20"]);
    }

    [Theory]
    [InlineData(5, 100, 0.95)]
    [InlineData(20, 100, 0.80)]
    [InlineData(5, 31, 0.84)]
    public async Task The_reuse_rate_says_how_many_tasks_found_a_used_process(int size, int tasks, double rate)
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(size));

        for (var i = 0; i < tasks; i++)
            TestPool.Result(await pool.RunAsync("echo", i)).GetInt32().ShouldBe(i);

        Math.Round(pool.Counters.ReuseRate, 2).ShouldBe(rate);
        pool.Counters.Spawned.ShouldBe(size);
    }

    [Fact]
    public async Task After_a_crash_between_tasks_the_replacement_counts_as_a_new_process()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(5));
        for (var i = 0; i < 50; i++)
            await pool.RunAsync("echo", i);

        UnixSignals.Send(pool.Slot("worker-2").Pid, UnixSignal.Kill);
        await pool.SaysAsync(WorkerPoolEvents.WorkerExited, "worker-2");
        await pool.AllReadyAsync(5);
        for (var i = 50; i < 100; i++)
            await pool.RunAsync("echo", i);

        Math.Round(pool.Counters.ReuseRate, 2).ShouldBe(0.94);
        (pool.Counters.Spawned, pool.Counters.Crashed, pool.Counters.Restarted).ShouldBe((6, 1, 1));
    }

    [Fact]
    public async Task A_pool_grows_by_three_and_shrinks_by_two()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(5));

        pool.Pool.Decide((core, now) => core.ScaleUp(3, now)).ShouldBe(3);
        await pool.AllReadyAsync(8);
        pool.Pool.Decide((core, now) => core.ScaleDown(2, now)).ShouldBe(2);
        pool.Sizes().ShouldBe((8, 6, 6)); // seen until they have ended
        await pool.AllReadyAsync(6);

        pool.Counters.Crashed.ShouldBe(0);
        pool.Events.Where(e => e.Type == WorkerPoolEvents.WorkerExited).ShouldAllBe(e => e.Code == 0);
    }

    [Fact]
    public async Task Scaling_down_takes_no_worker_that_has_a_task()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(3));
        var running = Enumerable.Range(0, 2).Select(_ => pool.Submit("sleep", new { ms = 300 })).ToList();

        pool.Pool.Decide((core, now) => core.ScaleDown(3, now)).ShouldBe(1);

        (await Task.WhenAll(running.Select(TestPool.EndAsync))).ShouldAllBe(o => o is WorkerOutcome.Completed);
    }

    [Fact]
    public async Task An_idle_pool_is_healthy()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(5));

        var health = pool.Pool.Read((core, now) => core.Health(now));

        health.ShouldBe(new("healthy", 100, 0, 0));
    }

    [Fact]
    public async Task Fifty_tasks_on_fifteen_workers_all_complete()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(15));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => pool.RunAsync("echo", i)));

        outcomes.Select(o => TestPool.Result(o).GetInt32()).ShouldBe(Enumerable.Range(0, 50));
        (pool.Counters.Completed, pool.Counters.Failed).ShouldBe((50, 0));
    }

    [Fact]
    public async Task Time_in_the_queue_is_no_execution_time()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(1));
        var before = pool.Submit("sleep", new { ms = 2_500 });

        var queued = pool.Submit("sleep", new { ms = 100 }, timeout: TimeSpan.FromSeconds(2));

        (await TestPool.EndAsync(before)).ShouldBeOfType<WorkerOutcome.Completed>();
        (await TestPool.EndAsync(queued)).ShouldBeOfType<WorkerOutcome.Completed>();
    }

    [Fact]
    public async Task A_waiting_task_is_cancelled_at_once_and_a_running_one_when_its_handler_has_ended()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(1));
        var running = pool.Submit("sleep", new { ms = 60_000 });
        var waiting = pool.Submit("echo", 1);

        pool.Pool.Cancel(waiting);
        (await TestPool.EndAsync(waiting)).ShouldBeOfType<WorkerOutcome.Cancelled>();
        pool.Pool.Cancel(running);

        (await TestPool.EndAsync(running)).ShouldBeOfType<WorkerOutcome.Cancelled>();
        TestPool.Result(await pool.RunAsync("echo", 2)).GetInt32().ShouldBe(2);
        pool.Counters.Spawned.ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_is_recycled_after_its_tasks_and_that_is_no_crash()
    {
        var options = TestPool.Options(1);
        options.RecycleAfterTasks = 10;
        await using var pool = await TestPool.StartAsync(options);

        var processes = new HashSet<string>();
        for (var i = 0; i < 25; i++)
            processes.Add(TestPool.Text(await pool.RunAsync("pid")));

        processes.Count.ShouldBe(3);
        (pool.Counters.Recycled, pool.Counters.Crashed, pool.Counters.Restarted).ShouldBe((2, 0, 0));
        pool.Slot("worker-1").RestartsUsed.ShouldBe(0);
    }

    [Fact]
    public async Task A_stop_lets_running_tasks_end_and_keeps_the_others()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(3));
        var running = Enumerable.Range(0, 3).Select(_ => pool.Submit("sleep", new { ms = 500 })).ToList();
        var waiting = Enumerable.Range(0, 10).Select(i => pool.Submit("echo", i)).ToList();
        var processes = pool.Pids();

        await pool.Pool.StopAsync();

        (await Task.WhenAll(running.Select(TestPool.EndAsync))).ShouldAllBe(o => o is WorkerOutcome.Completed);
        (await Task.WhenAll(waiting.Select(TestPool.EndAsync))).ShouldAllBe(o => o == new WorkerOutcome.Kept("pool shut down, task kept"));
        processes.ShouldAllBe(pid => !Hosts.ForeignProcess.Lives(pid));
        pool.Counters.Crashed.ShouldBe(0);
    }

    [Fact]
    public async Task A_line_of_the_log_is_told_once_and_in_order()
    {
        var options = TestPool.Options(1);
        options.LogLinesPerSecond = 1_000;
        await using var pool = await TestPool.StartAsync(options);

        await pool.RunAsync("logs", new { lines = 100, length = 10 });
        await Eventually.HoldsAsync(() => Lines().Length >= 100, "the lines have come");

        Lines().ShouldBe(Enumerable.Range(0, 100).Select(i => $"{i} xxxxxxxxxx"));
        string[] Lines() => [.. pool.Events.Where(e => e.Type == WorkerPoolEvents.WorkerLog).Select(e => e.Message!)];
    }

    [Fact]
    public async Task Progress_of_a_handler_reaches_the_submitter()
    {
        await using var pool = await TestPool.StartAsync(TestPool.Options(1));
        var seen = new TaskCompletionSource<(double?, string?)>();
        var task = new PoolTask { Id = "t", Type = "progress", Payload = "null"u8.ToArray(), Timeout = TimeSpan.FromMinutes(1), Progress = (f, t) => seen.TrySetResult((f, t)) };

        pool.Pool.Submit(task);

        (await TestPool.EndAsync(task)).ShouldBeOfType<WorkerOutcome.Completed>();
        (await seen.Task).ShouldBe((0.5, "half"));
    }
}
