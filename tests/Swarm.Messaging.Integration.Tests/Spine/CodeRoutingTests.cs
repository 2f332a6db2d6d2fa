using System.Text.Json;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Spine;

/// <summary>The way of code tasks over a pool and agents, with the store's clock moved over the waits.</summary>
public sealed class CodeRoutingTests(StoreRedis redis) : IClassFixture<StoreRedis>, IAsyncLifetime
{
    private SpineHost host = null!;

    public async Task InitializeAsync() => host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", $"c{Guid.NewGuid():N}");

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Memory_errors_raise_the_limit_three_times_and_then_a_streaming_agent_runs_it()
    {
        await using var pool = await ForeignTarget.PoolAsync(host, _ => new TaskError("memory_error", "More is wanted than there is.", InstanceId: "wasm_1"));
        await using var regular = await ForeignTarget.AgentAsync(host, "regular", _ => null);
        await using var streaming = await ForeignTarget.AgentAsync(host, "streaming", _ => null, "streaming");
        using var stop = new CancellationTokenSource();
        var events = ListenAsync(stop.Token);
        await SubmitToPoolAsync();

        var task = await host.HurryToEndAsync("t");

        task.State.ShouldBe(TaskStates.Completed);
        pool.Executions.Select(e => e.Recovery?.MemoryLimitMb ?? 128).ShouldBe([128, 192, 288, 432]);
        pool.Executions.Select(e => e.Recovery?.Strategy).ShouldBe([null, "memory_recovery", "memory_recovery", "memory_recovery"]);
        pool.Executions[1].Recovery!.Actions.ShouldBe(["increase_memory", "cleanup_cache", "restart_instance"]);
        streaming.Executions.ShouldHaveSingleItem().Recovery.ShouldBeNull();
        regular.Executions.ShouldBeEmpty();
        task.Attempts.Select(a => (a.TargetId, a.Recovery, a.InstanceId)).ShouldBe(
        [
            ("pool-1", null, "wasm_1"), ("pool-1", "memory_recovery", "wasm_1"), ("pool-1", "memory_recovery", "wasm_1"),
            ("pool-1", "memory_recovery", "wasm_1"), ("streaming", null, null),
        ]);
        task.Routing.ShouldNotBeNull().ShouldSatisfyAllConditions(
            r => r.Phase.ShouldBe("agent"), r => r.FallbackType.ShouldBe("streaming_agent"), r => r.WasmAttempts.ShouldBe(4),
            r => r.Why.ShouldContain("streaming_agent"));
        await stop.CancelAsync();
        var told = await events;
        told.OfType<TaskRetryScheduled>().Select(e => (e.DelayMs, e.Recovery!.Attempt, e.InstanceId)).ShouldBe([(0, 1, "wasm_1"), (2_000, 2, "wasm_1"), (4_000, 3, "wasm_1")]);
        told.OfType<TaskRerouted>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            e => e.Cause.ShouldBe("fallback"), e => e.FallbackType.ShouldBe("streaming_agent"), e => e.TargetId.ShouldBe("pool-1"));
        told.OfType<TaskPlaced>().ShouldAllBe(e => e.Classification!.FileType == "rs");
        (await RouteAsync()).ShouldBe((1, 4));
    }

    [Fact]
    public async Task Time_outs_extend_the_time_twice_and_then_a_regular_agent_gets_the_general_one()
    {
        await using var pool = await ForeignTarget.PoolAsync(host, _ => new TaskError("timeout", "It did not end in time."));
        await using var agent = await ForeignTarget.AgentAsync(host, "regular", _ => null);
        await SubmitToPoolAsync();

        var task = await host.HurryToEndAsync("t");

        task.State.ShouldBe(TaskStates.Completed);
        pool.Executions.Select(e => e.TimeoutMs).ShouldBe([30_000, 45_000, 67_500]);
        agent.Executions.ShouldHaveSingleItem().TimeoutMs.ShouldBe(300_000);
        task.Routing!.FallbackType.ShouldBe("regular_agent");
    }

    [Fact]
    public async Task A_critical_task_that_panics_is_executed_three_times_in_WebAssembly()
    {
        await using var pool = await ForeignTarget.PoolAsync(host, _ => new TaskError("panic", "unreachable"));
        await using var agent = await ForeignTarget.AgentAsync(host, "regular", _ => null);
        await SubmitToPoolAsync(rank: 0);

        (await host.HurryToEndAsync("t")).State.ShouldBe(TaskStates.Completed);

        pool.Executions.Count.ShouldBe(3);
        agent.Executions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_recovery_brought_is_the_result_and_nothing_runs_again()
    {
        await using var pool = await ForeignTarget.PoolAsync(host, e => e.Attempt == 1 ? new TaskError("panic", "unreachable") : null);
        await using var agent = await ForeignTarget.AgentAsync(host, "regular", _ => null);
        await SubmitToPoolAsync();

        var task = await host.HurryToEndAsync("t");
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        await host.Get<PlacementSweeper>().RunOnceAsync(CancellationToken.None);
        // Whatever would still be on its way arrives before this.
        await SubmitToPoolAsync("after");
        await host.HurryToEndAsync("after");

        task.State.ShouldBe(TaskStates.Completed);
        task.Attempts.Select(a => (a.Outcome, a.Recovery)).ShouldBe([("failed", null), ("succeeded", "panic_recovery")]);
        pool.Executions.Count(e => e.TaskId == "t").ShouldBe(2);
        agent.Executions.ShouldNotContain(e => e.TaskId == "t");
    }

    [Fact]
    public async Task Of_an_unknown_type_it_waits_for_an_agent_and_says_so()
    {
        await using var pool = await ForeignTarget.PoolAsync(host, _ => null);
        var accepted = (await host.SubmitAsync(Code("t", "a.xyz") with { Operation = null, Type = "edit" })).Accepted.ShouldNotBeNull();
        accepted.State.ShouldBe(TaskStates.Parked);
        accepted.Warnings.ShouldHaveSingleItem().ShouldContain("unknown:edit");
        (await host.Queries.ExplainAsync("t", CancellationToken.None))!.Placement.Needs.ShouldBe("code/unknown:edit?suits:unknown:edit");

        await using var agent = await ForeignTarget.AgentAsync(host, "agent-1", _ => null);

        (await host.WaitForAsync("t", TaskStates.Completed)).Attempts.ShouldHaveSingleItem().TargetId.ShouldBe("agent-1");
        pool.Executions.ShouldBeEmpty();
    }

    [Fact]
    public async Task From_a_failing_agent_it_goes_to_the_next_at_once_four_times_in_all()
    {
        var agents = new List<ForeignTarget>();
        for (var i = 1; i <= 5; i++)
            agents.Add(await ForeignTarget.AgentAsync(host, $"agent-{i}", _ => new TaskError("broken", "It fails.")));
        await host.SubmitAsync(Code("t", "a.xyz"));

        var task = await host.WaitForAsync("t", TaskStates.DeadLettered);

        task.Reason.ShouldBe("retries_exhausted");
        task.Attempts.Select(a => a.TargetId).ShouldBe(["agent-1", "agent-2", "agent-3", "agent-4"]);
        foreach (var agent in agents)
            await agent.DisposeAsync();
    }

    [Fact]
    public async Task When_nobody_else_is_left_it_waits_and_goes_there_again()
    {
        await using var agent = await ForeignTarget.AgentAsync(host, "agent-1", e => e.Attempt < 3 ? new TaskError("broken", "It fails.") : null);
        await host.SubmitAsync(Code("t", "a.xyz"));

        var task = await host.HurryToEndAsync("t");

        task.State.ShouldBe(TaskStates.Completed);
        agent.Executions.Count.ShouldBe(3);
        task.Timeline.Where(t => t.To == TaskStates.RetryScheduled).Select(t => t.Reason![^9..]).ShouldBe(["on in 1 s", "on in 2 s"]);
    }

    [Fact]
    public async Task One_that_waits_for_a_busy_other_goes_back_when_that_one_leaves()
    {
        await using var first = await ForeignTarget.AgentAsync(host, "agent-1", e => e.Attempt == 1 ? new TaskError("broken", "It fails.") : null);
        var other = await ForeignTarget.AgentAsync(host, "agent-2", _ => null, "alone");
        var slot = (await host.Get<IPlacementStore>().TryPlaceAsync(
            [new PlaceRequest(new AttemptId("somebody", 0, 1), new Requirements("code", "py:test", ["alone"]), "c", 10)], CancellationToken.None)).Single();
        slot.ShouldBeOfType<PlaceResult.Placed>().Lease.TargetId.ShouldBe("agent-2");
        await host.SubmitAsync(Code("t", "a.xyz"));
        var waiting = await host.WaitForAsync("t", TaskStates.Parked);
        waiting.Routing!.Avoided.ShouldBe(["agent-1"]);

        await other.DisposeAsync();
        await host.Get<Messaging.Routing.RoutingBoardService>().RunOnceAsync(CancellationToken.None);
        // It asks every 30 s; the agent that is left is alive with its next heartbeat.
        host.Clock.Advance(TimeSpan.FromSeconds(31));

        (await host.WaitForAsync("t", TaskStates.Completed)).Attempts.Select(a => (a.TargetId, a.Outcome))
            .ShouldBe([("agent-1", "failed"), ("agent-1", "succeeded")]);
    }

    [Fact]
    public async Task A_replay_begins_in_WebAssembly_again()
    {
        await using var pool = await ForeignTarget.PoolAsync(host, e => e.LeaseToken.Contains("#0.") ? new TaskError("stack_overflow", "Too deep.") : null);
        await using var agent = await ForeignTarget.AgentAsync(host, "agent-1", _ => new TaskError("bad_input", "No.", null, false));
        await SubmitToPoolAsync();
        (await host.HurryToEndAsync("t")).Reason.ShouldBe("not_retryable");

        (await host.Commands.ReplayAsync(new ReplayTask { TaskId = "t" }, null, CancellationToken.None)).ShouldBeOfType<CommandDone>();

        var task = await host.WaitForAsync("t", TaskStates.Completed);
        task.Attempts.Select(a => (a.Run, a.TargetId, a.Outcome)).ShouldBe([(0, "pool-1", "failed"), (0, "agent-1", "failed"), (1, "pool-1", "succeeded")]);
        task.Routing!.Phase.ShouldBe("open");
    }

    private static SubmitTask Code(string id, string file) => new()
    {
        TaskId = id, Kind = "code", Operation = "analyze", Payload = JsonSerializer.SerializeToElement(new { filePath = file, content = "fn main() {}" }),
    };

    /// <summary>The wasm flag of rs decides between equals: pool and agents are empty.</summary>
    private async Task SubmitToPoolAsync(string id = "t", int? rank = null) =>
        (await host.SubmitAsync(Code(id, "main.rs") with { Rank = rank })).Accepted.ShouldNotBeNull();

    private async Task<(long Succeeded, long Failed)> RouteAsync()
    {
        var route = (await host.Get<IPlacementStore>().RoutesAsync(CancellationToken.None)).Single(r => r.Route == "rs:analyze");
        return (route.SuccessCount, route.FailureCount);
    }

    private async Task<List<TaskEvent>> ListenAsync(CancellationToken stop)
    {
        var told = new List<TaskEvent>();
        try
        {
            await foreach (var e in host.Get<LocalEvents>().ListenAsync(stop))
                told.Add(e);
        }
        catch (OperationCanceledException)
        {
            // All that was told until now.
        }

        return told;
    }
}
