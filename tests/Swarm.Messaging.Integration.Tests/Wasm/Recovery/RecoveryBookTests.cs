using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Status;
using Swarm.Messaging.Wasm.Recovery;
using Swarm.Messaging.Wasm.Recovery.History;

namespace Swarm.Messaging.Integration.Tests.Wasm.Recovery;

/// <summary>What the events of tasks leave in history, figures, documents and alerts.</summary>
public sealed class RecoveryBookTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task Two_hosts_add_up_and_an_event_told_twice_counts_once()
    {
        await using var one = await RecoveryWorld.StartAsync(redis);
        await using var two = await RecoveryWorld.StartAsync(redis, one.Prefix);
        for (var n = 0; n < 20; n++)
        {
            var order = one.Order(n % 2 == 0 ? "panic" : "timeout");
            (n % 3 == 0 ? one : two).Tell(Events.Retry($"t{n}", order, $"wasm_{n % 4}"));
            // An outbox that is sent again may be another host's business.
            one.Tell(Events.Retry($"t{n}", order, $"wasm_{n % 4}"));
            two.Tell(Events.Retry($"t{n}", order, $"wasm_{n % 4}"));
        }

        await one.CountsAsync(f => f.ErrorHistorySize == 20, "all are written");
        var figures = await two.FiguresAsync();
        (figures.TotalErrors, figures.PanicsHandled, figures.ActiveRecoveries, figures.RecoveredErrors).ShouldBe((20, 10, 20, 0));
        figures.ErrorsByType.ShouldBe(new Dictionary<string, long> { ["panic"] = 10, ["timeout"] = 10 }, ignoreOrder: true);
        figures.ErrorsByInstance.ShouldBe(
            new Dictionary<string, long> { ["wasm_0"] = 5, ["wasm_1"] = 5, ["wasm_2"] = 5, ["wasm_3"] = 5 }, ignoreOrder: true);
    }

    [Fact]
    public async Task A_task_that_completes_in_a_recovery_attempt_is_recovered_and_one_at_an_agent_is_not()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        foreach (var task in (string[])["saved", "left"])
        {
            var order = world.Order("panic", 1, "wasm_1");
            world.Tell(Events.Retry(task, order, "wasm_1"));
            await world.PrepareAsync(task, 2, order);
        }

        world.Tell(Events.Completed("saved", 2, afterMs: 400), Events.Completed("saved", 2, afterMs: 400));
        world.Tell(Events.Fallback("left", 2, "panic", "wasm_1"), Events.Completed("left", 3));

        await world.CountsAsync(f => f is { RecoveredErrors: 1, FallbackActivated: 1 }, "both ends are counted");
        var figures = await world.FiguresAsync();
        (figures.TotalErrors, figures.ActiveRecoveries, figures.AvgRecoveryTime, figures.RecoveryRate, figures.FallbackRate).ShouldBe((3, 0, 400, 0.5, 0.5));
    }

    [Fact]
    public async Task A_record_has_what_the_host_of_the_execution_knew()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        var error = await world.Desk.FailedAsync(
            "t", 1, new TaskError("panic", "it was panic", "at f +0x10", InstanceId: "wasm_9"), "Unreachable", null, CancellationToken.None);
        world.Tell(Events.Retry("t", world.Order(error.Type, 1, error.InstanceId), error.InstanceId));
        await world.CountsAsync(f => f.ErrorHistorySize == 1, "it is written");

        var record = (await world.Get<ErrorHistory>().ReadAsync(CancellationToken.None))[0];

        (record.Id, record.Message, record.Stack, record.InstanceId, record.Timestamp).ShouldBe(
            ("err_t.1", "it was panic", "at f +0x10", "wasm_9", Events.Start.ToUnixTimeMilliseconds()));
        record.Classification.ShouldBe(new ErrorClassification("panic", "high", "wasm_panic", true));
        (record.Context.TaskId, record.Context.Attempt, record.Context.Trap, record.Context.Strategy).ShouldBe(("t", 1, "Unreachable", "panic_recovery"));
    }

    [Fact]
    public async Task The_history_is_cut_to_its_newer_half_when_it_is_full()
    {
        await using var world = await RecoveryWorld.StartAsync(
            redis, configure: s => s.Configure<RecoveryOptions>(o => (o.HistoryLimit, o.HistoryKept) = (10, 5)));
        for (var n = 1; n <= 10; n++)
            world.Tell(Events.Retry($"t{n}", world.Order("panic"), "wasm_1"));
        await world.CountsAsync(f => f.ErrorHistorySize == 10, "it may be full");

        world.Tell(Events.Retry("t11", world.Order("panic"), "wasm_1"));

        await world.CountsAsync(f => f is { ErrorHistorySize: 5, TotalErrors: 11 }, "it is cut, the counts are not");
        (await world.Get<ErrorHistory>().ReadAsync(CancellationToken.None)).Select(r => r.Context.TaskId).ShouldBe(["t11", "t10", "t9", "t8", "t7"]);
    }

    [Fact]
    public async Task Documents_under_fixed_names_show_history_and_figures_for_an_hour()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        world.Tell(Events.Retry("t", world.Order("memory_error"), "wasm_1"));
        await Eventually.HoldsAsync(
            async () => (await world.DocumentAsync("swarm:phase-5:wasm-errors")).ValueKind != default, "the document is there");

        var errors = await world.DocumentAsync("swarm:phase-5:wasm-errors");
        var metrics = await world.DocumentAsync("swarm:phase-5:wasm-metrics");

        errors.GetProperty("history")[0].GetProperty("id").GetString().ShouldBe("err_t.1");
        errors.GetProperty("statistics").GetProperty("errorsByType").GetProperty("memory_error").GetInt32().ShouldBe(1);
        metrics.GetProperty("metrics").GetProperty("totalErrors").GetInt32().ShouldBe(1);
        foreach (var key in (string[])["wasm-errors", "wasm-metrics"])
        {
            var left = await redis.Connection.GetDatabase().KeyTimeToLiveAsync($"{world.Prefix}:swarm:phase-5:{key}");
            left!.Value.TotalSeconds.ShouldBeInRange(3_500, 3_600);
        }
    }

    [Fact]
    public async Task The_status_area_has_every_field()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        world.Tell(Events.Fallback("t", 1, "stack_overflow", "wasm_1"));
        await world.CountsAsync(f => f.FallbackActivated == 1, "it is counted");

        var reply = (Contracts.Status.StatusReply)await world.Get<StatusReports>().AnswerAsync("errors", CancellationToken.None);

        reply.Areas["errors"].EnumerateObject().Select(p => p.Name).ShouldBe(
            ["totalErrors", "recoveredErrors", "fallbackActivated", "panicsHandled", "criticalFailures", "avgRecoveryTime", "errorsByType",
             "errorsByInstance", "activeRecoveries", "errorHistorySize", "recoveryRate", "fallbackRate", "newest"]);
        reply.Areas["errors"].GetProperty("fallbackRate").GetDouble().ShouldBe(1);
    }

    [Fact]
    public async Task A_recovery_that_fails_raises_an_alert_and_one_that_succeeds_clears_it()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        await FallAsync(world, "lost", "panic");
        await Eventually.HoldsAsync(async () => (await AlertsAsync(world)).Contains("recovery-failed panic"), "the alert is raised");

        var order = world.Order("panic", 1, "wasm_1");
        world.Tell(Events.Retry("saved", order, "wasm_1"));
        await world.PrepareAsync("saved", 2, order);
        world.Tell(Events.Completed("saved", 2));

        await Eventually.HoldsAsync(async () => (await AlertsAsync(world)).Count == 0, "the alert is cleared");
    }

    [Fact]
    public async Task A_failure_that_was_never_recovered_from_raises_no_alert()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        world.Tell(Events.Fallback("t", 1, "stack_overflow", "wasm_1"));
        await FallAsync(world, "lost", "panic");

        await Eventually.HoldsAsync(async () => (await AlertsAsync(world)).Count > 0, "the other one is raised");
        (await AlertsAsync(world)).ShouldBe(["recovery-failed panic"]);
    }

    private static async Task FallAsync(RecoveryWorld world, string task, string type)
    {
        var order = world.Order(type, 1, "wasm_1");
        world.Tell(Events.Retry(task, order, "wasm_1"));
        await world.PrepareAsync(task, 2, order);
        world.Tell(Events.Fallback(task, 2, type, "wasm_1"));
    }

    private static async Task<List<string>> AlertsAsync(RecoveryWorld world) =>
        [.. (await world.Get<IAlertStore>().ListActiveAsync(CancellationToken.None)).Select(a => $"{a.Name} {a.Subject}")];
}
