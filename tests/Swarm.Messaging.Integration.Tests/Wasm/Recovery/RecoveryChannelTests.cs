using System.Text.Json;
using System.Text;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Control;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Wasm.Recovery;

/// <summary>Every event of the channels of recovery, with every field, as a plain Redis client sees it.</summary>
public sealed class RecoveryChannelTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Recovery = "swarm:phase-5:wasm-recovery";
    private const string Control = "swarm:phase-5:instance-control";
    private const string Fallback = "swarm:phase-5:fallback";
    private const string Emergency = "swarm:phase-5:emergency";

    [Fact]
    public async Task A_recovery_that_succeeds()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        var ear = await new ChannelEar(redis.Connection, world.Prefix).ListenAsync(Recovery);
        await world.Instances.StartAsync("wasm_1");
        var order = world.Order("panic", 1, "wasm_1");
        world.Tell(Events.Retry("t", order, "wasm_1"));
        await world.PrepareAsync("t", 2, order);
        world.Tell(Events.Completed("t", 2, afterMs: 750));

        var success = await ear.HearsAsync(Recovery, "recovery_success");
        var handled = await ear.HearsAsync(Recovery, "error_handled");

        Names(success).ShouldBe(["type", "errorId", "taskId", "instanceId", "strategy", "attempts", "actionsExecuted", "duration", "timestamp"]);
        (Text(success, "errorId"), Text(success, "taskId"), Text(success, "instanceId"), Text(success, "strategy")).ShouldBe(("err_t.1", "t", "wasm_1", "panic_recovery"));
        success.GetProperty("attempts").GetInt32().ShouldBe(1);
        success.GetProperty("duration").GetDouble().ShouldBe(750);
        var actions = success.GetProperty("actionsExecuted").EnumerateArray().ToList();
        actions.Select(a => Text(a, "action")).ShouldBe(["restart_instance", "clear_memory", "validate_state"]);
        actions.ShouldAllBe(a => Text(a, "status") == "ok" && a.GetProperty("durationMs").GetDouble() >= 0);

        Names(handled).ShouldBe(["type", "errorId", "taskId", "instanceId", "classification", "strategy", "result", "timestamp"]);
        handled.GetProperty("classification").ToString().ShouldBe("""{"type":"panic","severity":"high","category":"wasm_panic","recoverable":true}""");
        Names(handled.GetProperty("result")).ShouldBe(["success", "strategy", "attempts", "actionsExecuted", "duration"]);
        handled.GetProperty("result").GetProperty("success").GetBoolean().ShouldBeTrue();
        handled.GetProperty("timestamp").GetInt64().ShouldBeGreaterThan(1_700_000_000_000);
    }

    [Fact]
    public async Task A_fallback_that_fails_at_an_agent_and_then_for_good()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        var ear = await new ChannelEar(redis.Connection, world.Prefix).ListenAsync(Recovery, Fallback, Emergency);
        world.Tell(Events.Fallback("t", 1, "stack_overflow", "wasm_1"));

        var activated = await ear.HearsAsync(Recovery, "fallback_activated");
        Names(activated).ShouldBe(["type", "errorId", "taskId", "instanceId", "fallbackType", "errorType", "attempts", "duration", "timestamp"]);
        (Text(activated, "fallbackType"), Text(activated, "errorType"), Text(activated, "errorId")).ShouldBe(("regular_agent", "stack_overflow", "err_t.1"));
        var told = await ear.HearsAsync(Fallback, "regular_agent");
        Names(told).ShouldBe(["type", "originalError", "context", "timestamp"]);
        told.GetProperty("originalError").ToString().ShouldBe("""{"errorId":"err_t.1","type":"stack_overflow","message":"it was stack_overflow"}""");
        told.GetProperty("context").ToString().ShouldBe("""{"taskId":"t","instanceId":"wasm_1","operation":"analyze","attempt":1}""");
        var handled = await ear.HearsAsync(Recovery, "error_handled");
        Text(handled, "fallback").ShouldBe("regular_agent");
        handled.GetProperty("result").GetProperty("success").GetBoolean().ShouldBeFalse();

        world.Tell(Events.Reroute("t", 2, "agent-1"));
        var emergency = await ear.HearsAsync(Emergency, "emergency_fallback");
        Names(emergency).ShouldBe(["type", "taskId", "errorId", "fallbackType", "targetId", "errorType", "message", "criticalFailure", "timestamp"]);
        (Text(emergency, "targetId"), Text(emergency, "errorType"), emergency.GetProperty("criticalFailure").GetBoolean()).ShouldBe(("agent-1", "refused", false));

        world.Tell(Events.Dead("t", 3, "refused"));
        await Eventually.HoldsAsync(() => ear.Heard(Emergency, "emergency_fallback").Any(m => m.GetProperty("criticalFailure").GetBoolean()), "the critical failure is told");
        await world.CountsAsync(f => f is { CriticalFailures: 1, FallbackActivated: 1, TotalErrors: 1, ActiveRecoveries: 0 }, "it is counted");
    }

    [Fact]
    public async Task Commands_to_instances_and_the_interpreter()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        var ear = await new ChannelEar(redis.Connection, world.Prefix).ListenAsync(Control, Fallback);
        await world.Instances.StartAsync("wasm_1");
        await world.PrepareAsync("t", 2, new RecoveryOrder
        {
            Strategy = "all", ErrorType = "panic", Attempt = 1, InstanceId = "wasm_1",
            Actions = ["restart_instance", "clear_memory", "reconnect", "fallback_to_interpreter"],
        });

        foreach (var action in (string[])["restart", "clear_memory", "reconnect"])
        {
            var command = await ear.HearsAsync(Control, action);
            Names(command).ShouldBe(["type", "action", "instanceId", "requestId", "hostId", "reason", "timestamp", "nonce", "signature"]);
            (Text(command, "action"), Text(command, "instanceId"), Text(command, "reason")).ShouldBe((action, "wasm_1", "it is recovered from panic"));
        }

        var interpreter = await ear.HearsAsync(Fallback, "activate_interpreter");
        Names(interpreter).ShouldBe(["type", "action", "instanceId", "taskId", "timestamp"]);
        Text(interpreter, "action").ShouldBe("activate_interpreter");
    }

    [Fact]
    public async Task A_command_from_outside_is_done_by_the_host_of_the_instance_and_answered()
    {
        await using var world = await RecoveryWorld.StartAsync(redis);
        var ear = await new ChannelEar(redis.Connection, world.Prefix).ListenAsync(Control);
        await world.Instances.StartAsync("wasm_1");
        foreach (var nonsense in (string[])["", "{", "[]", "null", "{}", """{"action":7}""", """{"action":"restart"}""", """{"action":"restart","instanceId":"wasm_other"}"""])
            await ear.SayAsync(Control, nonsense);

        // Anybody may write to a channel: what carries no signature is refused.
        await ear.SayAsync(Control, """{"type":"restart","action":"restart","instanceId":"wasm_1","requestId":"r0"}""");
        await SignedAsync("restart", "r1");
        await Eventually.HoldsAsync(() => ear.Heard(Control, "instance_control_result").Count == 1, "it is answered");
        var done = ear.Heard(Control, "instance_control_result")[0];
        Names(done).ShouldBe(["type", "action", "instanceId", "requestId", "hostId", "ok", "timestamp", "nonce", "signature"]);
        (Text(done, "requestId"), done.GetProperty("ok").GetBoolean()).ShouldBe(("r1", true));
        world.Instances.Done.ShouldBe([("wasm_1", "restart")]);

        await SignedAsync("replace", "r2");
        await Eventually.HoldsAsync(() => ear.Heard(Control, "instance_control_result").Count == 2, "it is refused");
        var refused = ear.Heard(Control, "instance_control_result")[1];
        Names(refused).ShouldBe(["type", "action", "instanceId", "requestId", "hostId", "ok", "reason", "timestamp", "nonce", "signature"]);
        Text(refused, "reason")!.ShouldContain("no control message");

        Task SignedAsync(string action, string requestId) => ear.SayAsync(Control, Encoding.UTF8.GetString(
            world.Get<ControlMessages>().Sign(new { type = action, action, instanceId = "wasm_1", requestId }).Span));
    }

    [Fact]
    public async Task Recoveries_of_others_are_counted_once_and_never_those_of_our_tasks()
    {
        await using var one = await RecoveryWorld.StartAsync(redis);
        await using var two = await RecoveryWorld.StartAsync(redis, one.Prefix);
        var ear = new ChannelEar(redis.Connection, one.Prefix);
        one.Tell(Events.Retry("t", one.Order("panic"), "wasm_1"));
        await one.CountsAsync(f => f.ErrorHistorySize == 1, "our failure is written");

        await ear.SayAsync(Recovery, """{"type":"recovery_complete","errorId":"err_t.1","duration":5}""");
        await ear.SayAsync(Recovery, """{"type":"recovery_complete","errorId":"theirs","duration":40}""");
        await ear.SayAsync(Recovery, """{"type":"recovery_complete","errorId":"theirs","duration":40}""");
        await ear.SayAsync(Recovery, """{"type":"fallback_complete","errorId":"theirs too","duration":"long"}""");

        await one.CountsAsync(
            f => f is { RecoveredErrors: 1, FallbackActivated: 1, TotalErrors: 3, AvgRecoveryTime: 40, RecoveryRate: 0.5, FallbackRate: 0.5 },
            "one of each is counted");
    }

    private static List<string> Names(JsonElement message) => [.. message.EnumerateObject().Select(p => p.Name)];

    private static string? Text(JsonElement message, string name) => message.GetProperty(name).GetString();
}
