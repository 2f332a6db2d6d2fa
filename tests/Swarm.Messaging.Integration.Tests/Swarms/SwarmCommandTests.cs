using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Swarms;

public sealed class SwarmCommandTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartAsync(redis.Server.Port);

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
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, "test", default);

        var result = await DoneAsync<SwarmRecoveryResult>("RecoverSwarm", new { swarmId = "s1" });

        result.Success.ShouldBeTrue(result.Error);
        result.RecoveryPlan.ShouldNotBeNull().ShouldSatisfyAllConditions(
            p => p.ResumeFrom.ShouldBe("in_progress"), p => (p.CompletedTasks, p.InProgressTasks, p.PendingTasks).ShouldBe((1, 1, 1)), p => p.Progress.ShouldBe(0.33m),
            p => p.NextActions.Count.ShouldBe(4), p => p.EstimatedTime.ShouldBe("1 minutes"), p => p.Confidence.ShouldBe(0.95m));
        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await world.HearAsync<SwarmRecovered>("s1");
    }

    [Theory]
    [InlineData("""{"swarmId":"Global"}""", "reserved_id", "Global")]
    [InlineData("""{"swarmId":"a:b"}""", "reserved_id", ":")]
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
