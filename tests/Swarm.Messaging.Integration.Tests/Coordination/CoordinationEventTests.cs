using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Integration.Tests.Channels;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Integration.Tests.Coordination;

/// <summary>Every event of the coordinator's channel with its fields, as a plain Redis client hears it.</summary>
public sealed class CoordinationEventTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Channel = "swarm:phase-5:coordination";

    [Fact]
    public async Task A_task_that_succeeds_is_told_from_its_start_to_its_end_once()
    {
        await using var world = await CoordinatorWorld.StartAsync(redis.Port);
        await world.SubmitAsync("a");

        var completed = await world.Outside.NextAsync(Channel, "task_completed");
        var started = await world.Outside.NextAsync(Channel, "task_started");
        var routed = await world.Outside.NextAsync("swarm:phase-5:routing", "task_completed");

        Fields(started).ShouldBe("executionAttempts routingAttempts startTime status task taskId timestamp type");
        (started.GetProperty("taskId").GetString(), started.GetProperty("status").GetString()).ShouldBe(("a", "routing"));
        started.GetProperty("task").GetRawText().ShouldBe("""{"id":"a","type":"analyze","kind":"code","client":"acme"}""");
        Fields(completed).ShouldBe("duration endTime executionAttempts status success targetId task taskId timestamp type");
        (completed.GetProperty("success").GetBoolean(), completed.GetProperty("executionAttempts").GetInt32()).ShouldBe((true, 1));
        completed.GetProperty("duration").GetInt64().ShouldBeGreaterThanOrEqualTo(0);
        Fields(routed).ShouldBe("targetId taskId timestamp type");
        routed.GetProperty("targetId").GetString().ShouldBe(completed.GetProperty("targetId").GetString());
        world.Outside.All(Channel, "task_completed").Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_task_that_fails_is_told_and_stands_in_the_list_of_failures_with_its_stack()
    {
        await using var world = await CoordinatorWorld.StartAsync(redis.Port);
        await world.SubmitAsync("a", CodeWork.Failing("the sky fell"));

        var failed = await world.Outside.NextAsync(Channel, "task_failed");
        await Eventually.HoldsAsync(async () => await Database.ListLengthAsync($"{world.Prefix}:swarm:phase-5:task-failures") == 1, "the failure is listed");

        Fields(failed).ShouldBe("endTime error errorType executionAttempts reason status success task taskId timestamp type");
        (failed.GetProperty("error").GetString(), failed.GetProperty("errorType").GetString(), failed.GetProperty("reason").GetString())
            .ShouldBe(("the sky fell", "broken", "not_retryable"));
        var entry = JsonElement.Parse((string)(await Database.ListGetByIndexAsync($"{world.Prefix}:swarm:phase-5:task-failures", 0))!);
        Fields(entry).ShouldBe("error errorType stack task taskId timestamp");
        (entry.GetProperty("stack").GetString(), entry.GetProperty("error").GetString()).ShouldBe(("at line 1", "the sky fell"));
    }

    [Fact]
    public async Task The_statistics_stand_as_text_under_their_name_for_an_hour()
    {
        await using var world = await CoordinatorWorld.StartAsync(redis.Port);
        await world.SubmitAsync("a");
        await world.SubmitAsync("b", CodeWork.Failing("no"));
        await world.CountedAsync(0, 0, 1, 1);
        RedisKey key = $"{world.Prefix}:swarm:phase-5:coordinator-stats";
        await Eventually.HoldsAsync(async () => await Database.HashGetAsync(key, "successfulTasks") == 1 && await Database.HashGetAsync(key, "failedTasks") == 1, "the statistics are published");

        var stats = (await Database.HashGetAllAsync(key)).ToDictionary(e => (string)e.Name!, e => double.Parse((string)e.Value!, CultureInfo.InvariantCulture));

        string.Join(' ', stats.Keys.Order(StringComparer.Ordinal)).ShouldBe(
            "avgTaskDuration failedTasks reroutedTasks runningTasks successRate successfulTasks totalRoutes totalTasks waitingTasks");
        (stats["totalTasks"], stats["successRate"], stats["totalRoutes"]).ShouldBe((2, 0.5, 2));
        (await Database.KeyTimeToLiveAsync(key))!.Value.TotalSeconds.ShouldBeInRange(3_500, 3_600);
    }

    /// <summary>As routing and recovery tell it.</summary>
    [Fact]
    public async Task A_task_that_recovers_or_goes_elsewhere_is_told_as_error_recovery()
    {
        await using var world = await CoordinatorWorld.StartAsync(redis.Port);
        world.Host.Get<CoordinatorFeed>().Observe([
            Event(new TaskAccepted(), 1),
            Event(new TaskRetryScheduled
            {
                ErrorType = "panic", Message = "unreachable", TargetId = "wasm-1", InstanceId = "wasm_7", DelayMs = 2_000,
                Recovery = new RecoveryOrder { Strategy = "panic_recovery", ErrorType = "panic", Attempt = 1, Actions = ["restart_instance"] },
            }, 3),
            Event(new TaskRerouted { Cause = "fallback", FallbackType = "regular_agent", ErrorType = "panic", Message = "unreachable", TargetId = "wasm-1", InstanceId = "wasm_7" }, 5),
            Event(new TaskParked(), 5),
        ]);

        var recovery = await world.Outside.NextAsync(Channel, "error_recovery", m => m.GetProperty("cause").GetString() == "recovery");
        var fallback = await world.Outside.NextAsync(Channel, "error_recovery", m => m.GetProperty("cause").GetString() == "fallback");

        Fields(recovery).ShouldBe("actions attempt cause delay error errorType instanceId strategy targetId task taskId timestamp type");
        Fields(fallback).ShouldBe("attempt cause delay error errorType fallbackType instanceId targetId task taskId timestamp type");
        await Eventually.HoldsAsync(async () => (await world.TotalsAsync()).Rerouted == 1, "it is counted as rerouted");
    }

    [Fact]
    public async Task Monitoring_tells_how_the_whole_is_and_what_the_areas_say()
    {
        await using var world = await CoordinatorWorld.StartAsync(redis.Port, configure: services => services
            .RemoveAll<IStatusSource>().AddSingleton<IStatusSource>(p => p.GetRequiredService<CoordinatorStatus>())
            .AddSingleton<IStatusSource, Messaging.Routing.RoutingStatus>()
            .AddSingleton<IStatusSource>(new Area("wasm", new { utilization = 0.25, poolSize = 2, healthyInstances = 2 })));
        await world.SubmitAsync("a");
        await world.CountedAsync(0, 0, 1, 0);

        await world.Monitor.RunOnceAsync(default);

        var update = await world.Outside.NextAsync(Channel, "monitoring_update", m => m.GetProperty("totalTasks").GetInt64() == 1);
        Fields(update).ShouldBe("activeTasks avgTaskDuration maxConcurrentTasks memory successRate timestamp totalTasks type uptime waitingTasks");
        var pool = await world.Outside.NextAsync(Channel, "wasm_pool_status");
        (Fields(pool), pool.GetProperty("pool").GetProperty("poolSize").GetInt32()).ShouldBe(("pool timestamp type", 2));
        var routing = await world.Outside.NextAsync(Channel, "routing_status");
        Fields(routing).ShouldBe("routing timestamp type");
        Fields(routing.GetProperty("routing")).ShouldBe("activeAgents activeWasmInstances avgLoadPerAgent routingTableEntries strategy totalRoutes");
        routing.GetProperty("routing").GetProperty("totalRoutes").GetInt32().ShouldBe(1);
        update.GetProperty("maxConcurrentTasks").GetInt32().ShouldBe(PlacementOptions.DefaultCodeLimit);
        ((double)await Database.HashGetAsync($"{world.Prefix}:swarm:phase-5:coordinator-stats", "wasmUtilization")).ShouldBe(0.25);
    }

    [Fact]
    public async Task A_status_request_is_answered_once_with_its_id()
    {
        await using var world = await CoordinatorWorld.StartAsync(redis.Port, configure: services => services
            .AddSingleton<IStatusSource>(new Area("wasm", new { poolSize = 2 }))
            .AddSingleton<IStatusSource>(new Area("errors", new { totalErrors = 0 })));
        await using var second = await CoordinatorWorld.StartAsync(redis.Port, world.Prefix);

        await world.Outside.SayAsync(Channel, """{"type":"system_status_request"}""");
        await world.Outside.SayAsync(Channel, """{"type":"system_status_request","requestId":{}}""");
        await world.Outside.SayAsync(Channel, "no json");
        await world.Outside.SayAsync(Channel, """{"type":"system_status_request","requestId":"r-1"}""");
        await world.Outside.SayAsync(Channel, """{"type":"system_status_request","requestId":2}""");

        var two = await world.Outside.NextAsync(Channel, "system_status_response", m => m.GetProperty("requestId").ValueKind == JsonValueKind.Number);
        var one = await world.Outside.NextAsync(Channel, "system_status_response", m => m.GetProperty("requestId").ToString() == "r-1");
        world.Outside.All(Channel, "system_status_response").Count().ShouldBe(2, "one host answers each");
        two.GetProperty("requestId").GetInt32().ShouldBe(2);
        Fields(one.GetProperty("coordinator")).ShouldBe(
            "activeTasks avgTaskDuration failedTasks maxConcurrentTasks reroutedTasks successRate successfulTasks totalRoutes totalTasks waitingTasks");
        Fields(one).ShouldContain("coordinator");
        foreach (var field in new[] { "memory", "requestId", "timestamp", "type", "uptime" })
            one.TryGetProperty(field, out _).ShouldBeTrue(field);
    }

    [Fact]
    public async Task Five_failures_alike_are_a_pattern_that_is_told_once()
    {
        await using var world = await CoordinatorWorld.StartAsync(redis.Port);
        for (var i = 0; i < 5; i++)
            await world.SubmitAsync($"a{i}", CodeWork.Failing("disk full"), i < 3 ? "test" : "edit");
        await Eventually.HoldsAsync(async () => await Database.ListLengthAsync($"{world.Prefix}:swarm:phase-5:task-failures") == 5, "all failures are listed");

        (await world.Monitor.RunOnceAsync(default)).Patterns.ShouldBe(1);
        (await world.Monitor.RunOnceAsync(default)).Patterns.ShouldBe(0);

        var pattern = await world.Outside.NextAsync(Channel, "failure_pattern_detected");
        Fields(pattern).ShouldBe("count error taskType timeframe timestamp type");
        (pattern.GetProperty("taskType").GetString(), pattern.GetProperty("error").GetString(), pattern.GetProperty("count").GetInt32()).ShouldBe(("test", "disk full", 5));
    }

    private IDatabase Database => redis.Connection.GetDatabase();

    private static string Fields(JsonElement message) => PlainSubscriber.Fields(message);

    private static TaskEvent Event(TaskEvent e, long version) => e with
    {
        TaskId = "recovers",
        Client = "acme",
        Kind = "code",
        Operation = "analyze",
        Version = version,
        Attempt = 1,
        At = TimeProvider.System.GetUtcNow(),
    };

    private sealed class Area(string name, object document) : IStatusSource
    {
        string IStatusSource.Area => name;

        public Task<object> ReportAsync(CancellationToken cancellation) => Task.FromResult(document);
    }
}
