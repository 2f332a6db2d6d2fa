using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workers.Operators;
using Swarm.Messaging.Workers.Pool;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary>Worker processes behind bus, saga and placement.</summary>
public sealed class WorkerChainTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task Tasks_of_the_kind_process_run_on_the_pool_which_starts_with_the_first()
    {
        await using var host = await StartAsync(2);
        host.Get<WorkerPool>().Read((core, _) => core.Started).ShouldBeFalse();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => host.SubmitAsync(Submit($"t{i}", "echo", new { i }))));

        for (var i = 0; i < 20; i++)
            (await host.WaitForAsync($"t{i}", TaskStates.Completed)).Result!.Value.GetProperty("i").GetInt32().ShouldBe(i);
        await ReportsAsync(host, r => (r.Tasks.Submitted, r.Tasks.Completed, r.Tasks.Queued, r.Performance.WorkersSpawned) == (20, 20, 0, 2), "twenty tasks");
    }

    [Fact]
    public async Task An_unknown_type_ends_as_a_dead_letter_after_four_executions()
    {
        await using var host = await StartAsync(2);
        (await host.SubmitAsync(Submit("t", "nope"))).Accepted.ShouldNotBeNull();

        var task = await host.HurryToEndAsync("t");

        (task.State, task.Reason, task.Attempts.Count).ShouldBe((TaskStates.DeadLettered, "retries_exhausted", 4));
        task.Attempts.ShouldAllBe(a => a.ErrorType == "unknown_type");
        task.Timeline.Select(t => t.Reason?.Split("next execution in ")).Where(r => r?.Length == 2)
            .Select(r => double.Parse(r![1].TrimEnd('s', ' '), CultureInfo.InvariantCulture)).ShouldBe([1, 2, 4]);
        await ReportsAsync(host, r => r is { Tasks: { Submitted: 1, Completed: 0, Failed: 1, Dlq: 1 }, Queue.TotalTasks: 1, Executions: { Started: 4, Failed: 4 } }, "one task of four executions");
    }

    [Fact]
    public async Task Tasks_that_wait_for_a_slot_are_counted_by_rank_and_one_that_is_cancelled_there_is_counted_too()
    {
        await using var host = await StartAsync(1);
        await host.SubmitAsync(Submit("holder", "sleep", new { ms = 600_000 }));
        await host.WaitForAsync("holder", TaskStates.Running);
        foreach (var (id, rank) in new[] { ("a", 5), ("b", 10), ("c", 10) })
        {
            await host.SubmitAsync(Submit(id, "echo") with { Rank = rank });
            await host.WaitForAsync(id, TaskStates.Parked);
        }

        await ReportsAsync(host, r => r.Queue.ByPriority is { Count: 2 } ranks && (ranks[5], ranks[10]) == (1, 2) && r.Queue.OldestTaskAge > 0, "three wait, by rank");
        (await host.Get<Swarm.Messaging.Tasks.TaskQueries>().ExplainAsync("a", CancellationToken.None))!.Why.ShouldContain("1 of 1 busy");
        await host.Commands.CancelAsync(new CancelTask { TaskId = "c" }, null, CancellationToken.None);
        await host.WaitForAsync("c", TaskStates.Cancelled);

        await ReportsAsync(host, r => r is { Tasks: { Submitted: 4, Cancelled: 1 }, Executions.Cancelled: 0 } && r.Queue.ByStatus["cancelled"] == 1, "one was cancelled before it came to a worker");
        await host.Commands.CancelAsync(new CancelTask { TaskId = "holder" }, null, CancellationToken.None);
    }

    [Fact]
    public async Task The_automatic_loop_does_not_undo_what_an_operator_has_scaled()
    {
        await using var host = await StartAsync(1, o => (o.ScaleDownAbove, o.ScaleDownStep) = (1, 5));
        var (actions, scaling) = (host.Get<WorkerActions>(), host.Get<WorkerScaling>());
        actions.Start();
        actions.Scale(3).What.ShouldContain("no further than to these 4");
        await Eventually.HoldsAsync(() => host.Get<WorkerPool>().Read((core, _) => core.Slots.Count(s => s.IsEligible)) == 4, "all are ready");

        (await scaling.RunOnceAsync(CancellationToken.None)).ShouldBe(0);

        host.Get<WorkerPool>().Read((core, _) => core.Size).ShouldBe(4);
    }

    [Fact]
    public async Task A_task_whose_worker_is_killed_is_completed_by_another()
    {
        await using var host = await StartAsync(2);
        var file = Path.Combine(Path.GetTempPath(), $"crash-once-{Guid.NewGuid():N}");
        try
        {
            await host.SubmitAsync(Submit("t", "crashOnce", new { file }));

            var task = await host.HurryToEndAsync("t");

            task.State.ShouldBe(TaskStates.Completed);
            task.Attempts.Select(a => (a.Number, a.Outcome, a.ErrorType)).ShouldBe([(1, "failed", FailureCodes.Crashed), (2, "succeeded", null)]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_dead_letter_is_replayed_and_its_history_stays()
    {
        await using var host = await StartAsync(2);
        var file = Path.Combine(Path.GetTempPath(), $"crash-once-{Guid.NewGuid():N}");
        try
        {
            await host.SubmitAsync(Submit("t", "crashOnce", new { file }) with { Retry = new() { MaxAttempts = 1 } });
            (await host.HurryToEndAsync("t")).State.ShouldBe(TaskStates.DeadLettered);

            await host.Commands.ReplayAsync(new ReplayTask { TaskId = "t" }, null, CancellationToken.None);

            (await host.WaitForAsync("t", TaskStates.Completed)).Attempts.Select(a => a.Outcome).ShouldBe(["failed", "succeeded"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_warm_pool_is_ready_before_its_first_task()
    {
        await using var host = await StartAsync(2, o => o.Start = PoolStart.Host);

        await Eventually.HoldsAsync(() => host.Get<WorkerPool>().Read((core, _) => core.Slots.Count(s => s.IsEligible)) == 2, "both workers are ready");

        host.Get<WorkerPool>().Read((core, _) => core.Counters.Submitted).ShouldBe(0);
    }

    [Fact]
    public async Task A_pool_that_may_not_grow_any_more_is_an_alert_while_tasks_wait()
    {
        await using var host = await StartAsync(1, o => (o.ScaleUpBacklog, o.MaxWorkers) = (2, 1));
        var (scaling, alerts) = (host.Get<WorkerScaling>(), host.Get<Swarm.Messaging.Alerts.IAlertStore>());
        await host.SubmitAsync(Submit("holder", "sleep", new { ms = 2_000 }));
        await host.WaitForAsync("holder", TaskStates.Running);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => host.SubmitAsync(Submit($"t{i}", "echo"))));

        (await scaling.RunOnceAsync(CancellationToken.None)).ShouldBe(0);
        await Eventually.HoldsAsync(async () => (await alerts.ListActiveAsync(CancellationToken.None)).Any(a => a.Name == "pool-at-max"), "the alert is on");
        for (var i = 0; i < 3; i++)
            await host.WaitForAsync($"t{i}", TaskStates.Completed);
        await scaling.RunOnceAsync(CancellationToken.None);

        await Eventually.HoldsAsync(async () => (await alerts.ListActiveAsync(CancellationToken.None)).All(a => a.Name != "pool-at-max"), "the alert has ended");
    }

    [Fact]
    public async Task A_task_whose_worker_hangs_is_completed_by_another()
    {
        await using var host = await StartAsync(3, o =>
        {
            var quick = TestPool.Hanging(3);
            (o.HeartbeatInterval, o.HealthCheckInterval, o.SuspectAfter, o.ZombieAfter, o.StopGrace) =
                (quick.HeartbeatInterval, quick.HealthCheckInterval, quick.SuspectAfter, quick.ZombieAfter, quick.StopGrace);
        });
        await host.SubmitAsync(Submit("t", "sleep", new { ms = 1_000 }));
        var pool = host.Get<WorkerPool>();
        var pid = 0;
        await Eventually.HoldsAsync(() => (pid = pool.Read((core, _) => core.Slots.FirstOrDefault(s => s.Current is not null)?.Pid ?? 0)) > 0, "the task runs");
        UnixSignals.Send(pid, UnixSignal.Stop);

        var task = await host.HurryToEndAsync("t");

        task.State.ShouldBe(TaskStates.Completed);
        task.Attempts.Select(a => (a.Outcome, a.ErrorType)).ShouldBe([("failed", FailureCodes.Hung), ("succeeded", null)]);
        pool.Read((core, _) => core.Size).ShouldBe(3);
    }

    [Fact]
    public async Task Waiting_tasks_begin_in_rank_order_on_the_one_worker()
    {
        await using var host = await StartAsync(1);
        var began = new System.Collections.Concurrent.ConcurrentQueue<string>();
        host.Get<WorkerPool>().Listen(e =>
        {
            if (e.Type == WorkerPoolEvents.TaskAssigned)
                began.Enqueue(e.TaskId!);
        });
        await host.SubmitAsync(Submit("holder", "sleep", new { ms = 2_000 }));
        await host.WaitForAsync("holder", TaskStates.Running);

        foreach (var rank in new[] { 20, 1, 10 })
            await host.SubmitAsync(Submit($"r{rank}", "echo") with { Rank = rank });
        foreach (var rank in new[] { 20, 1, 10 })
            await host.WaitForAsync($"r{rank}", TaskStates.Completed);

        began.ShouldBe(["holder", "r1", "r10", "r20"]);
    }

    [Fact]
    public async Task The_slots_in_placement_follow_the_pool()
    {
        await using var host = await StartAsync(2);
        var actions = host.Get<WorkerActions>();
        actions.Start();
        actions.Scale(3).What.ShouldStartWith("3 of 3");
        await SlotsAsync(host, "active", 5);
        await Eventually.HoldsAsync(() => host.Get<WorkerPool>().Read((core, _) => core.Slots.All(s => s.IsEligible)), "all are ready");

        actions.Scale(-2).What.ShouldStartWith("2 of 2");
        await SlotsAsync(host, "active", 3);
        actions.Drain(null);
        await SlotsAsync(host, "active", 0);
        (await host.SubmitAsync(Submit("t", "echo"))).Accepted.ShouldNotBeNull();
        await host.WaitForAsync("t", TaskStates.Parked);

        actions.Resume();

        await host.WaitForAsync("t", TaskStates.Completed);
        await SlotsAsync(host, "active", 3);
    }

    [Fact]
    public async Task A_backlog_makes_the_pool_grow_and_rest_makes_it_shrink()
    {
        await using var host = await StartAsync(1, o => (o.ScaleUpBacklog, o.ScaleUpStep, o.ScaleDownAbove, o.ScaleDownStep, o.MaxWorkers) = (5, 3, 2, 1, 4));
        await host.SubmitAsync(Submit("holder", "sleep", new { ms = 3_000 }));
        await host.WaitForAsync("holder", TaskStates.Running);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => host.SubmitAsync(Submit($"t{i}", "echo"))));
        var scaling = host.Get<WorkerScaling>();

        (await scaling.RunOnceAsync(CancellationToken.None)).ShouldBe(3);
        for (var i = 0; i < 6; i++)
            await host.WaitForAsync($"t{i}", TaskStates.Completed);
        await host.WaitForAsync("holder", TaskStates.Completed);
        await Eventually.HoldsAsync(() => host.Get<WorkerPool>().Read((core, _) => core.Slots.All(s => s.IsEligible)), "all are ready");

        (await scaling.RunOnceAsync(CancellationToken.None)).ShouldBe(-1);
    }

    [Fact]
    public async Task A_running_task_is_cancelled_down_to_its_handler()
    {
        await using var host = await StartAsync(1);
        await host.SubmitAsync(Submit("t", "sleep", new { ms = 600_000 }));
        await host.WaitForAsync("t", TaskStates.Running);

        await host.Commands.CancelAsync(new CancelTask { TaskId = "t" }, null, CancellationToken.None);

        await host.WaitForAsync("t", TaskStates.Cancelled);
        await Eventually.HoldsAsync(() => host.Get<WorkerPool>().Read((core, _) => core.Slots.All(s => s.IsEligible)), "its worker is free");
        host.Get<WorkerPool>().Read((core, _) => core.Counters.Crashed).ShouldBe(0);
    }

    [Fact]
    public async Task A_stop_completes_what_runs_and_what_waits_runs_after_the_restart()
    {
        var prefix = $"w{Guid.NewGuid():N}";
        await using (var first = await StartAsync(3, prefix: prefix, drain: TimeSpan.FromSeconds(60)))
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(i => first.SubmitAsync(Submit($"running{i}", "sleep", new { ms = 1_500 }))));
            for (var i = 0; i < 3; i++)
                await first.WaitForAsync($"running{i}", TaskStates.Running);
            await Task.WhenAll(Enumerable.Range(0, 10).Select(i => first.SubmitAsync(Submit($"waiting{i}", "echo", i))));
            await first.StopAsync();
        }

        await using var second = await StartAsync(3, prefix: prefix);

        for (var i = 0; i < 3; i++)
            (await second.WaitForAsync($"running{i}", TaskStates.Completed)).Attempts.Count.ShouldBe(1);
        for (var i = 0; i < 10; i++)
            (await second.WaitForAsync($"waiting{i}", TaskStates.Completed)).Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_pool_that_was_given_up_leaves_its_tasks_to_another_host_and_works_again_after_a_reset()
    {
        var prefix = $"w{Guid.NewGuid():N}";
        var mended = Path.Combine(Path.GetTempPath(), $"mended-{Guid.NewGuid():N}");
        await using var broken = await StartAsync(2, o => (o.Command, o.MaxRestartAttempts) = ($"sh -c \"test -e {mended} && exec {TestPool.Faulty()}; exit 3\"", 0), prefix);
        var pool = broken.Get<WorkerPool>();
        (await broken.SubmitAsync(Submit("t", "echo", 1))).Accepted.ShouldNotBeNull();
        await SlotsAsync(broken, "active", 0);
        await Eventually.HoldsAsync(() => pool.Read((core, _) => core is { Counters.Submitted: > 0, Queued: 0, Usable: 0 }), "what waited in the pool is given back");

        await using (var other = await StartAsync(1, prefix: prefix))
        {
            (await other.WaitForAsync("t", TaskStates.Completed)).Attempts.Count.ShouldBe(1);
            other.Get<WorkerPool>().Read((core, _) => core.Counters.Completed).ShouldBe(1);
        }

        await File.WriteAllTextAsync(mended, "");
        try
        {
            broken.Get<WorkerActions>().Reset(null)!.What.ShouldStartWith("2 slots");
            await broken.SubmitAsync(Submit("again", "echo", 2));
            await broken.WaitForAsync("again", TaskStates.Completed);
            pool.Read((core, _) => core.Counters.Completed).ShouldBe(1);
        }
        finally
        {
            File.Delete(mended);
        }
    }

    [Fact]
    public async Task An_alert_of_a_worker_is_one_of_the_installation_until_it_is_over()
    {
        await using var host = await StartAsync(1, o => (o.Command, o.MaxRestartAttempts) = (TestPool.Faulty("exits"), 0));
        var alerts = host.Get<Swarm.Messaging.Alerts.IAlertStore>();
        host.Get<WorkerActions>().Start();

        await Eventually.HoldsAsync(
            async () => (await alerts.ListActiveAsync(CancellationToken.None)).Any(a => a.Name == "worker-slot-error" && a.Subject.EndsWith("/worker-1")), "the slot's alert is on");
        host.Get<WorkerActions>().Reset("worker-1")!.What.ShouldContain("starts");

        await Eventually.HoldsAsync(
            async () => (await alerts.ListEndedAsync(10, CancellationToken.None)).Any(a => a.Raised.Name == "worker-slot-error"), "the alert has ended");
    }

    /// <param name="drain">How long a stop waits for what runs, where that is to end.</param>
    private Task<SpineHost> StartAsync(int size, Action<WorkersOptions>? change = null, string? prefix = null, TimeSpan? drain = null) =>
        SpineHost.StartAsync($"127.0.0.1:{redis.Port}", prefix ?? $"w{Guid.NewGuid():N}", configure: services =>
        {
            services.Configure<WorkersOptions>(o =>
            {
                var options = TestPool.Options(size);
                (o.PoolSize, o.MinWorkers, o.Command, o.SpawnTimeout) = (size, 1, options.Command, options.SpawnTimeout);
                change?.Invoke(o);
            });
            if (drain is { } time)
                services.Configure<ExecutionOptions>(o => o.DrainTimeout = time);
        });

    private static SubmitTask Submit(string id, string type, object? payload = null) => new()
    {
        TaskId = id, Kind = "process", Operation = type, Payload = JsonSerializer.SerializeToElement(payload),
    };

    private static Task ReportsAsync(SpineHost host, Func<WorkerPoolReport, bool> says, string what) => Eventually.HoldsAsync(
        async () => says(await host.Get<WorkerReports>().LookAsync(CancellationToken.None)), $"the report says: {what}");

    private static async Task<TargetReport> TargetAsync(SpineHost host) =>
        (await host.Get<IPlacementStore>().ReportAsync(CancellationToken.None)).Targets.Single(t => t.TargetId.StartsWith("process-"));

    private static Task SlotsAsync(SpineHost host, string status, int slots) => Eventually.HoldsAsync(
        async () => await TargetAsync(host) is { } target && target.Status == status && target.Slots == slots, $"placement has {slots} slots");
}
