using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Control;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Tests.Wasm.Faulty;
using Swarm.Messaging.Wasm.Recovery;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Integration.Tests.Wasm.Recovery;

/// <summary>Actions as an executor has them done, on real engines and a real Redis.</summary>
public sealed class RecoveryActionTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task A_restart_makes_a_new_engine_that_serves()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        await world.Instances.StartAsync("wasm_1");
        var before = world.Instances.EngineOf("wasm_1");

        var report = await world.PrepareAsync("t", 2, world.Order("panic", 1, "wasm_1"));

        report.ActionsExecuted.ShouldAllBe(a => a.Status == "ok");
        report.ActionsExecuted.Select(a => a.Action).ShouldBe(["restart_instance", "clear_memory", "validate_state"]);
        var after = world.Instances.EngineOf("wasm_1");
        after.ShouldNotBeSameAs(before);
        (await after.RunAsync(FaultyModules.Call(after, FaultyModules.Works), default)).ShouldBeOfType<GuestOutcome.Completed>();
    }

    [Fact]
    public async Task An_instance_of_another_host_is_restarted_by_that_host()
    {
        await using var here = await RecoveryWorld.StartAsync(redis);
        await using var there = await RecoveryWorld.StartAsync(redis, here.Prefix);
        await there.Instances.StartAsync("wasm_1");

        var report = await here.PrepareAsync("t", 2, here.Order("panic", 1, "wasm_1"));

        report.ActionsExecuted.ShouldAllBe(a => a.Status == "ok");
        there.Instances.Done.ShouldBe([("wasm_1", "restart"), ("wasm_1", "clear_memory")]);
        here.Instances.Done.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_control_key_no_other_host_is_asked()
    {
        await using var here = await RecoveryWorld.StartAsync(redis, configure: s => s.Configure<ControlOptions>(o => o.Key = null));
        await using var there = await RecoveryWorld.StartAsync(redis, here.Prefix);
        await here.Instances.StartAsync("wasm_0");
        await there.Instances.StartAsync("wasm_1");

        (await here.PrepareAsync("t", 2, here.Order("panic", 1, "wasm_0"))).ActionsExecuted.ShouldAllBe(a => a.Status == "ok");
        (await here.PrepareAsync("u", 2, here.Order("panic", 1, "wasm_1"))).ActionsExecuted[0].Reason!.ShouldContain("Control:Key");
        there.Instances.Done.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_instance_that_is_gone_fails_its_actions_and_the_attempt_goes_on()
    {
        await using var world = await RecoveryWorld.StartAsync(redis, configure: Quick);

        var report = await world.PrepareAsync("t", 2, world.Order("panic", 1, "wasm_gone"));

        report.ActionsExecuted.ShouldAllBe(a => a.Status == "failed");
        report.ActionsExecuted[0].Reason!.ShouldContain("wasm_gone");
        report.ActionsExecuted[2].Reason!.ShouldContain("Nothing is known of the health");
    }

    [Fact]
    public async Task Without_an_instance_its_actions_fail()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);

        foreach (var type in (string[])["panic", "memory_error", "connection_error"])
        {
            var report = await world.PrepareAsync("t", 2, world.Order(type));
            report.ActionsExecuted.Where(a => a.Action is not ("increase_memory" or "retry_with_backoff"))
                .ShouldAllBe(a => a.Status == "failed" && a.Reason!.Contains("names no instance"));
        }
    }

    [Fact]
    public async Task An_action_that_takes_too_long_is_left_behind()
    {
        await using var world = await RecoveryWorld.StartAsync(redis, configure: Quick);
        await world.Instances.StartAsync("wasm_1");
        var gate = new TaskCompletionSource();
        world.Instances.Gate = gate.Task;

        var report = await world.PrepareAsync("t", 2, world.Order("panic", 1, "wasm_1"));

        report.ActionsExecuted[0].Reason!.ShouldContain("not done within 0.2 s");
        report.ActionsExecuted[2].Status.ShouldBe("ok");
        gate.SetResult();
    }

    [Theory]
    [InlineData("""{"status":"healthy"}""", "ok", false)]
    [InlineData("""{"status":"sick"}""", "failed", true)]
    [InlineData("no json", "failed", true)]
    [InlineData("[]", "failed", true)]
    public async Task A_state_that_is_not_sound_makes_the_next_attempt_the_last(string health, string status, bool fallback)
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        await world.Documents.SetAsync("swarm:wasm:instance:wasm_1:health", Encoding.UTF8.GetBytes(health), null, CancellationToken.None);

        var report = await world.PrepareAsync("t", 2, world.Order("unknown", 1, "wasm_1"));

        report.ActionsExecuted.Select(a => (a.Action, a.Status)).ShouldBe(
            [("retry_with_backoff", "ok"), ("validate_state", status), ("fallback_if_needed", "ok")]);
        report.FallbackOnFailure.ShouldBe(fallback);
        var error = await world.Desk.FailedAsync("t", 2, new TaskError("unknown", "again", InstanceId: "wasm_1"), null, report, CancellationToken.None);
        error.Fallback.ShouldBe(fallback);
    }

    [Fact]
    public async Task Memory_recovery_empties_the_cache_of_the_instance()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        await world.Instances.StartAsync("wasm_1");
        await world.Documents.SetAsync("swarm:wasm:instance:wasm_1:cache", "x"u8.ToArray(), null, CancellationToken.None);

        var report = await world.PrepareAsync("t", 2, world.Order("memory_error", 1, "wasm_1"));

        report.ActionsExecuted.Select(a => (a.Action, a.Status)).ShouldBe([("increase_memory", "ok"), ("cleanup_cache", "ok"), ("restart_instance", "ok")]);
        world.Instances.Done.ShouldBe([("wasm_1", "clear_cache"), ("wasm_1", "restart")]);
        (await world.Documents.GetAsync("swarm:wasm:instance:wasm_1:cache", CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task An_endpoint_is_sound_when_a_guest_runs_on_it()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        await world.Instances.StartAsync("wasm_1");

        var report = await world.PrepareAsync("t", 2, world.Order("connection_error", 1, "wasm_1"));

        report.ActionsExecuted.Select(a => (a.Action, a.Status)).ShouldBe([("reconnect", "ok"), ("validate_endpoint", "ok"), ("retry_with_backoff", "ok")]);
        world.Instances.Done.ShouldBe([("wasm_1", "reconnect"), ("wasm_1", "probe")]);
    }

    [Theory]
    [InlineData(0, "failed")]
    [InlineData(999_987, "failed")]
    [InlineData(999_986, "ok")]
    public async Task An_input_that_is_missing_or_huge_is_not_sound(int characters, string status)
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        var payload = characters == 0 ? "null" : $$"""{"content":"{{new string('x', characters - 1)}}"}""";

        var report = await world.PrepareAsync("t", 2, world.Order("compilation_error"), payload);

        report.ActionsExecuted.Select(a => (a.Action, a.Status)).ShouldBe(
            [("validate_input", status), ("fallback_to_interpreter", "ok"), ("retry_with_safe_mode", "ok")]);
    }

    [Fact]
    public async Task Five_panics_of_one_instance_replace_it_and_send_the_task_to_its_fallback()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        await world.Instances.StartAsync("wasm_1");
        await world.Instances.StartAsync("wasm_2");
        var engine = world.Instances.EngineOf("wasm_1");
        for (var n = 1; n <= 5; n++)
        {
            // Another instance's panics, other failures and good runs in between change nothing.
            (await FailAsync("wasm_2", n, ErrorTypes.Timeout)).Fallback.ShouldBeFalse();
            if (n < 5)
                (await FailAsync("wasm_2", n, ErrorTypes.Panic)).Fallback.ShouldBeFalse();
            var trap = (GuestOutcome.Failed)await engine.RunAsync(FaultyModules.Call(engine, FaultyModules.Panics), default);
            var error = await world.Desk.FailedAsync(
                "t", n, new TaskError(trap.ErrorType, trap.Message, trap.Stack, InstanceId: "wasm_1"), trap.Trap, null, CancellationToken.None);
            error.Fallback.ShouldBe(n == 5);
            (world.Get<IRecoveryLadder>().Next(error, 0, 10, new()) is null).ShouldBe(n == 5);
        }

        world.Instances.Has("wasm_1").ShouldBeFalse();
        world.Instances.Has("wasm_1-next").ShouldBeTrue();
        world.Instances.Has("wasm_2").ShouldBeTrue();

        Task<TaskError> FailAsync(string instance, int attempt, string type) => world.Desk.FailedAsync(
            "other", attempt, new TaskError(type, "", InstanceId: instance), null, null, CancellationToken.None);
    }

    [Fact]
    public async Task An_action_of_ones_own_acts_and_one_that_throws_is_recorded()
    {
        await using var world = await RecoveryWorld.StartAsync(redis, configure: s => s
            .AddRecoveryAction<WriteNote>().AddRecoveryAction<Throw>()
            .AddRecoveryStrategy("panic", "own_recovery", ["throw", "write_note"], 1));

        var report = await world.PrepareAsync("t", 2, world.Order("panic"));

        report.ActionsExecuted.Select(a => (a.Action, a.Status, a.Reason)).ShouldBe(
            [("throw", "failed", "InvalidOperationException: no"), ("write_note", "ok", null)]);
        (await world.Documents.GetAsync("note", CancellationToken.None)).ShouldNotBeNull();
    }

    private static void Quick(IServiceCollection services) => services.Configure<RecoveryOptions>(o => o.ActionTimeout = TimeSpan.FromMilliseconds(200));

    private sealed class WriteNote(Messaging.Channels.ISharedDocuments documents) : IRecoveryAction
    {
        public string Name => "write_note";

        public async Task<ActionResult> ActAsync(RecoveryContext context, CancellationToken cancellation)
        {
            await documents.SetAsync("note", Encoding.UTF8.GetBytes(context.TaskId), null, cancellation);
            return ActionResult.Done;
        }
    }

    private sealed class Throw : IRecoveryAction
    {
        public string Name => "throw";

        public Task<ActionResult> ActAsync(RecoveryContext context, CancellationToken cancellation) => throw new InvalidOperationException("no");
    }
}
