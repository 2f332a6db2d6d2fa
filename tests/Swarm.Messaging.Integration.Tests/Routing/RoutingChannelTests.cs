using System.Text.Json;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Faults;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Routing;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.Integration.Tests.Routing;

/// <summary>What outside programs hear and read of routing.</summary>
public sealed class RoutingChannelTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private readonly string prefix = $"r{Guid.NewGuid():N}";
    private readonly FaultInjector faults = new();
    private SpineHost host = null!;
    private ChannelEar ear = null!;

    public async Task InitializeAsync()
    {
        ear = await ChannelEar.OpenAsync(redis.Connection, $"{prefix}:swarm:phase-5:routing");
        host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", prefix, configure: services => services.AddFaults(faults));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await ear.DisposeAsync();
    }

    [Fact]
    public async Task A_choice_is_told_with_its_classification()
    {
        await using var agent = await ForeignTarget.AgentAsync(host, "agent-1", _ => null);
        await host.SubmitAsync(Code("t", "main.rs") with { Priority = "urgent" });

        var told = await ear.HearAsync("task_routed");

        told.GetProperty("taskId").GetString().ShouldBe("t");
        told.GetProperty("targetId").GetString().ShouldBe("agent-1");
        told.GetProperty("success").GetBoolean().ShouldBeTrue();
        told.GetProperty("routingTime").GetDouble().ShouldBeGreaterThan(0);
        told.GetProperty("timestamp").GetInt64().ShouldBeGreaterThan(0);
        var classification = told.GetProperty("classification");
        classification.GetProperty("fileType").GetString().ShouldBe("rs");
        classification.GetProperty("operationType").GetString().ShouldBe("analyze");
        classification.GetProperty("routingScore").GetInt32().ShouldBe(9);
        classification.GetProperty("resourceRequirements").GetProperty("wasm").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task That_nobody_can_take_a_task_is_told()
    {
        await host.SubmitAsync(Code("t", "main.rs"));

        var told = await ear.HearAsync("routing_error");

        told.GetProperty("taskId").GetString().ShouldBe("t");
        told.GetProperty("reason").GetString().ShouldBe("no_suitable_targets");
        ear.Of("task_routed").ShouldBeEmpty();
    }

    [Fact]
    public async Task When_the_choice_does_not_come_in_time_least_connections_chooses_and_it_is_told()
    {
        await using var agent = await ForeignTarget.AgentAsync(host, "agent-1", _ => null);
        var slow = new TaskCompletionSource();
        var asked = 0;
        // The first call, over the connection that is slow; the second is the fallback's.
        faults.Hold = (method, _) =>
            method == nameof(IPlacementStore.TryPlaceAsync) && Interlocked.Increment(ref asked) == 1 ? slow.Task : Task.CompletedTask;

        (await host.SubmitAsync(Code("t", "main.rs"))).Accepted.ShouldNotBeNull().State.ShouldBe(TaskStates.Placed);

        var told = await ear.HearAsync("fallback_routing");
        told.GetProperty("taskId").GetString().ShouldBe("t");
        told.GetProperty("targetId").GetString().ShouldBe("agent-1");
        told.GetProperty("reason").GetString().ShouldBe("high_latency");
        slow.SetResult();
        (await host.WaitForAsync("t", TaskStates.Completed)).Attempts.ShouldHaveSingleItem();
        agent.Executions.Count.ShouldBe(1);
        await Eventually.HoldsAsync(
            async () => (await host.Get<IPlacementStore>().ReportAsync(CancellationToken.None)).Leases == 0, "the late answer leaves no lease behind");
    }

    [Fact]
    public async Task The_table_counts_outcomes_and_is_shown_under_its_name_and_in_the_status()
    {
        await using var agent = await ForeignTarget.AgentAsync(host, "agent-1", e => e.TaskId == "bad" ? new TaskError("bad_input", "No.", null, false) : null);
        foreach (var id in (string[])["good", "better", "bad"])
            await host.SubmitAsync(Code(id, "main.rs"));
        foreach (var id in (string[])["good", "better", "bad"])
            await host.WaitForAsync(id, TaskStates.Completed, TaskStates.DeadLettered);
        await Eventually.HoldsAsync(async () => (await StatusAsync()).GetProperty("routingTableEntries").GetArrayLength() == 1, "outcomes are written");

        (await host.Get<RoutingTable>().RunOnceAsync(CancellationToken.None)).ShouldBe(1);

        var key = $"{prefix}:swarm:phase-5:routing-table";
        var shown = JsonElement.Parse((string)(await redis.Connection.GetDatabase().StringGetAsync(key))!).GetProperty("entries").GetProperty("rs:analyze");
        shown.GetProperty("successCount").GetInt64().ShouldBe(2);
        shown.GetProperty("failureCount").GetInt64().ShouldBe(1);
        shown.GetProperty("targets").EnumerateArray().Select(t => (t.GetProperty("targetId").GetString(), t.GetProperty("timestamp").GetInt64() > 0))
            .Distinct().ShouldHaveSingleItem().ShouldBe(("agent-1", true));
        shown.GetProperty("targets").EnumerateArray().Count(t => t.GetProperty("success").GetBoolean()).ShouldBe(2);
        (await redis.Connection.GetDatabase().KeyTimeToLiveAsync(key)).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(3_500), TimeSpan.FromSeconds(3_600));
        var status = await StatusAsync();
        status.GetProperty("totalRoutes").GetInt64().ShouldBe(3);
        status.GetProperty("activeAgents").GetInt32().ShouldBe(1);
        status.GetProperty("strategy").GetString().ShouldBe("least-connections");
    }

    /// <summary>Load is leases: what somebody says of a task that holds one lowers nothing, and there is nothing to lower for others.</summary>
    [Fact]
    public async Task What_others_say_of_a_tasks_end_changes_no_load()
    {
        var gate = new TaskCompletionSource();
        await using var agent = await ForeignTarget.AgentAsync(host, "agent-1", _ =>
        {
            gate.Task.GetAwaiter().GetResult();
            return null;
        });
        await host.SubmitAsync(Code("t", "main.rs"));
        await Eventually.HoldsAsync(() => agent.Executions.Count == 1, "it runs");

        foreach (var id in (string[])["t", "t", "not-ours"])
        {
            await redis.Connection.GetSubscriber().PublishAsync(
                StackExchange.Redis.RedisChannel.Literal($"{prefix}:swarm:phase-5:routing"), $$"""{"type":"task_completed","targetId":"agent-1","taskId":"{{id}}"}""");
        }

        // What would come of it comes before this.
        await host.SubmitAsync(Code("after", "main.rs"));
        (await host.Get<IPlacementStore>().ReportAsync(CancellationToken.None)).Targets.Single(t => t.TargetId == "agent-1").Used.ShouldBe(1);
        gate.SetResult();
        foreach (var id in (string[])["t", "after"])
            (await host.WaitForAsync(id, TaskStates.Completed)).Attempts.ShouldHaveSingleItem();
        await Eventually.HoldsAsync(
            async () => (await host.Get<IPlacementStore>().ReportAsync(CancellationToken.None)).Targets.Single(t => t.TargetId == "agent-1") is { Used: 0, Total: 2 },
            "each end is counted once");
    }

    private static SubmitTask Code(string id, string file) => new()
    {
        TaskId = id, Kind = "code", Operation = "analyze", Payload = JsonSerializer.SerializeToElement(new { filePath = file, content = "fn main() {}" }),
    };

    private async Task<JsonElement> StatusAsync() =>
        ((Contracts.Status.StatusReply)await host.Get<StatusReports>().AnswerAsync("routing", CancellationToken.None)).Areas["routing"];
}
