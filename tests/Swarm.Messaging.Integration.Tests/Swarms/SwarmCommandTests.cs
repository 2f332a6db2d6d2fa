using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Swarms;

public sealed class SwarmCommandTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly Wasm.Recovery.LogLines log = new();
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartAsync(redis.Server.Port, services: s => s.AddSingleton<ILoggerProvider>(log));

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_swarm_is_registered_saved_snapshotted_restored_and_deregistered_by_commands()
    {
        (await DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "s1", objective = "a", metadata = new { priority = "high", capabilities = new[] { "x" }, own = 7 } })).Swarm.Metadata
            .ShouldSatisfyAllConditions(m => m.Priority.ShouldBe("high"), m => m.Capabilities.ShouldBe(["x"]), m => m.Further!["own"].GetInt32().ShouldBe(7));
        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await DoneAsync<SwarmStateChanged>("SaveSwarmState", new { swarmId = "s1", state = new { counter = 1 } });
        var snapshot = (await DoneAsync<SwarmCopyKept>("SnapshotSwarm", new { swarmId = "s1", label = "one" })).Copy.Id;
        await DoneAsync<SwarmStateChanged>("SaveSwarmState", new { swarmId = "s1", state = new { counter = 2 }, merge = true });
        (await DoneAsync<SwarmStateChanged>("RestoreSwarm", new { swarmId = "s1", snapshotId = snapshot })).State.GetProperty("counter").GetInt32().ShouldBe(1);
        await DoneAsync<SwarmCopyKept>("CheckpointSwarm", new { swarmId = "s1", data = new { tasks = Array.Empty<object>() } });
        (await DoneAsync<SwarmChanged>("UpdateSwarm", new { swarmId = "s1", objective = "b" })).Swarm.Objective.ShouldBe("b");
        (await DoneAsync<SwarmList>("ListSwarms", new { objective = "^B$" })).Swarms.ShouldHaveSingleItem().Id.ShouldBe("s1");

        var details = await DoneAsync<SwarmDetails>("GetSwarm", new { swarmId = "s1" });

        details.Snapshots.ShouldContain(s => s.Id == snapshot);
        (details.Checkpoints.Count, details.State!.Value.GetProperty("counter").GetInt32()).ShouldBe((1, 1));
        (await DoneAsync<SwarmChanged>("DeregisterSwarm", new { swarmId = "s1" })).Swarm.ArchiveReason.ShouldBe("completed");
        (await RejectedAsync("GetSwarm", new { swarmId = "s1" })).Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task An_interrupted_swarm_is_recovered_by_hand()
    {
        await DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "s1" });
        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await DoneAsync<SwarmStateChanged>("SaveSwarmState", new
        {
            swarmId = "s1", state = new { tasks = new[] { new { status = "completed" }, new { status = "in_progress" }, new { status = "pending" } }, agents = new[] { "x" } },
        });
        (await RejectedAsync("RecoverSwarm", new { swarmId = "s1" })).Code.ShouldBe("wrong_state");
        log.With("did RecoverSwarm").ShouldBeEmpty("it was refused");
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, "test", default);

        var result = await DoneAsync<SwarmRecoveryResult>("RecoverSwarm", new { swarmId = "s1" });

        result.Success.ShouldBeTrue(result.Error);
        log.With("did RecoverSwarm on s1").ShouldHaveSingleItem().ShouldEndWith($" {result.Status}");
        result.RecoveryPlan.ShouldNotBeNull().ShouldSatisfyAllConditions(
            p => p.ResumeFrom.ShouldBe("in_progress"), p => (p.CompletedTasks, p.InProgressTasks, p.PendingTasks).ShouldBe((1, 1, 1)), p => p.Progress.ShouldBe(0.33m),
            p => p.NextActions.Count.ShouldBe(4), p => p.EstimatedTime.ShouldBe("1 minutes"), p => p.Confidence.ShouldBe(0.95m));
        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await world.HearAsync<SwarmRecovered>("s1");
    }

    [Theory]
    [InlineData("""{"swarmId":"Global"}""", "reserved_id", "Global")]
    [InlineData("""{"swarmId":"a:b"}""", "invalid", ":")]
    [InlineData("""{"swarmId":"s","strategy":"luck"}""", "invalid", "development")]
    [InlineData("""{"swarmId":"s","mode":"ring"}""", "invalid", "mesh")]
    [InlineData("""{"swarmId":"s","maxAgents":0}""", "invalid", "10000")]
    [InlineData("""{"swarmId":"s","metadata":{"priority":"urgent"}}""", "invalid", "normal")]
    public async Task What_is_wrong_with_a_swarm_is_said(string body, string code, string words)
    {
        var rejected = await RejectedAsync("RegisterSwarm", JsonElement.Parse(body));
        (rejected.Code, rejected.Message.Contains(words, StringComparison.Ordinal)).ShouldBe((code, true), rejected.Message);
    }

    [Fact]
    public async Task What_a_coordinator_waits_for_is_said_asked_listed_and_cleared_by_commands()
    {
        await DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "s1" });
        await world.WaitForAsync("s1", SwarmStatuses.Active);
        var wait = new { swarmId = "s1", coordinatorId = "c1", status = "waiting", startTime = 1_767_322_980_000, signalType = "review", iteration = 3, phase = "build" };

        var saved = await DoneAsync<BlockingStateChanged>("SaveBlockingState", wait);
        await DoneAsync<BlockingStateChanged>("SaveBlockingState", new { swarmId = "s1", coordinatorId = "c0" });

        saved.State.ShouldNotBeNull().ShouldSatisfyAllConditions(
            s => (s.Status, s.StartTime, s.SignalType, s.Iteration, s.Phase, s.SwarmId, s.CoordinatorId).ShouldBe(("waiting", 1_767_322_980_000, "review", 3, "build", "s1", "c1")),
            s => s.Timestamp.ShouldBeGreaterThan(s.StartTime));
        (await DoneAsync<BlockingStateDetails>("GetBlockingState", new { swarmId = "s1", coordinatorId = "c1" })).State.ShouldBe(saved.State);
        (await DoneAsync<BlockingStateList>("ListBlockingStates", new { swarmId = "s1" })).States.Select(s => $"{s.CoordinatorId} {s.Status}").ShouldBe(["c0 waiting", "c1 waiting"]);
        (await DoneAsync<SwarmDetails>("GetSwarm", new { swarmId = "s1" })).BlockingStates.Count.ShouldBe(2);
        (await DoneAsync<SwarmStateChanged>("SaveSwarmState", new { swarmId = "s1", state = new { } })).State.GetProperty("blockingStates").GetProperty("c1").GetProperty("phase").GetString()
            .ShouldBe("build");

        (await DoneAsync<BlockingStateChanged>("ClearBlockingState", new { swarmId = "s1", coordinatorId = "c1" })).ShouldSatisfyAllConditions(c => c.Changed.ShouldBeTrue(), c => c.State.ShouldBeNull());
        (await DoneAsync<BlockingStateChanged>("ClearBlockingState", new { swarmId = "s1", coordinatorId = "c1" })).Changed.ShouldBeFalse();
        (await RejectedAsync("GetBlockingState", new { swarmId = "s1", coordinatorId = "c1" })).Code.ShouldBe("not_found");
        await world.HearAsync<BlockingStateCleared>("s1");
        world.Events.OfType<BlockingStateSaved>().Select(e => $"{e.CoordinatorId} {e.Status}").ShouldBe(["c1 waiting", "c0 waiting"]);
        world.Events.OfType<BlockingStateCleared>().ShouldHaveSingleItem().CoordinatorId.ShouldBe("c1");
    }

    [Fact]
    public async Task A_status_that_may_not_follow_is_refused_with_both_and_what_may()
    {
        await DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "s1" });
        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await DoneAsync<BlockingStateChanged>("SaveBlockingState", new { swarmId = "s1", coordinatorId = "late", status = "timeout" });
        await DoneAsync<BlockingStateChanged>("SaveBlockingState", new { swarmId = "s1", coordinatorId = "over", status = "complete" });

        (await RejectedAsync("SaveBlockingState", new { swarmId = "s1", coordinatorId = "late", status = "complete" })).ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe("invalid_transition"), r => r.Message.ShouldBe("It is timeout, and complete may not follow that: only waiting may. Nothing was changed."),
            r => r.Violations.ShouldHaveSingleItem().Field.ShouldBe("status"));
        (await RejectedAsync("SaveBlockingState", new { swarmId = "s1", coordinatorId = "over" })).Message.ShouldBe("It is complete, and waiting may not follow that: it is an end. Nothing was changed.");
        (await RejectedAsync("UpdateSwarm", new { swarmId = "s1", status = "initializing" })).Message.ShouldContain("only completed, failed, interrupted may");
    }

    [Theory]
    [InlineData("""{"coordinatorId":"c"}""", "swarmId", "invalid")]
    [InlineData("""{"swarmId":"s1"}""", "coordinatorId", "invalid")]
    [InlineData("""{"swarmId":"s1","coordinatorId":"a:b"}""", "coordinatorId", "invalid")]
    [InlineData("""{"swarmId":"s1","coordinatorId":"c","status":"asleep"}""", "status", "invalid")]
    [InlineData("""{"swarmId":"s1","coordinatorId":"c","startTime":-1}""", "startTime", "invalid")]
    [InlineData("""{"swarmId":"s1","coordinatorId":"c","startTime":"now"}""", "startTime", "invalid")]
    [InlineData("""{"swarmId":"s1","coordinatorId":"c","iteration":-1}""", "iteration", "invalid")]
    [InlineData("""{"swarmId":"s1","coordinatorId":"c","phase":7}""", "phase", "invalid")]
    [InlineData("""{"swarmId":"none","coordinatorId":"c"}""", null, "not_found")]
    public async Task What_is_wrong_with_a_blocking_state_is_said(string body, string? field, string code)
    {
        var rejected = await RejectedAsync("SaveBlockingState", JsonElement.Parse(body));
        (rejected.Code, rejected.Violations is [var one, ..] ? one.Field : null).ShouldBe((code, field), rejected.Message);
        (await RejectedAsync("ListBlockingStates", new { swarmId = "none" })).Code.ShouldBe("not_found");
        (await RejectedAsync("ClearBlockingState", new { swarmId = "none", coordinatorId = "c" })).Code.ShouldBe("not_found");
        (await RejectedAsync("GetBlockingState", new { swarmId = "none", coordinatorId = "c" })).Message.ShouldContain("There is no swarm none");
    }

    [Fact]
    public async Task Refusals_name_the_limit_the_conflict_and_the_transition()
    {
        await DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "s1", objective = "a" });
        (await DoneAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "s1", objective = "a" })).Changed.ShouldBeFalse();
        (await RejectedAsync("RegisterSwarm", new { swarmId = "s1", objective = "b" })).Code.ShouldBe("id_conflict");
        (await RejectedAsync("UpdateSwarm", new { swarmId = "s1", status = "recovering" })).Code.ShouldBe("invalid_transition");
        world.Host.Get<Microsoft.Extensions.Options.IOptionsMonitor<Swarm.Messaging.Swarms.SwarmsOptions>>().CurrentValue.MaxActive = 1;
        (await RejectedAsync("RegisterSwarm", new { swarmId = "s2" })).ShouldSatisfyAllConditions(r => r.Code.ShouldBe("swarm_limit"), r => r.Message.ShouldContain("There are 1 "));
        (await RejectedAsync("ListSwarms", new { objective = "(" })).Code.ShouldBe("invalid");
        (await RejectedAsync("RestoreSwarm", new { swarmId = "s1", snapshotId = "snapshot_none" })).Code.ShouldBe("not_found");
        (await RejectedAsync("SaveSwarmState", new { swarmId = "s1", state = 7 })).Code.ShouldBe("invalid");
    }

    private async Task<T> DoneAsync<T>(string command, object message)
    {
        var answer = await world.TellAsync(command, message);
        return answer.ShouldBeOfType<T>((answer as CommandRejected)?.Message);
    }

    private async Task<CommandRejected> RejectedAsync(string command, object message) => (await world.TellAsync(command, message)).ShouldBeOfType<CommandRejected>();
}
