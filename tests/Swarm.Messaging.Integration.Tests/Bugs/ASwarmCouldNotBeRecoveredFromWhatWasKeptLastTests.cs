using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A checkpoint that is no object was kept, and a recovery that came upon it looked at no older one.</summary>
public sealed class ASwarmCouldNotBeRecoveredFromWhatWasKeptLastTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartStillAsync(redis.Server.Port, """{"tasks":[{"status":"pending"}]}""");

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    public async Task A_checkpoint_that_is_no_object_is_refused(string data)
    {
        var refused = (await world.TellAsync("CheckpointSwarm", new { swarmId = "s1", data = JsonElement.Parse(data) })).ShouldBeOfType<CommandRejected>();

        refused.Violations.ShouldHaveSingleItem().Field.ShouldBe("data");
        (await world.States.CheckpointsAsync("s1", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_older_checkpoint_is_taken_and_the_plan_says_what_was_not()
    {
        var old = await KeptAsync("""{"tasks":[{"status":"completed"}]}""");
        var (seven, broken) = (await KeptAsync("7"), await KeptAsync("{}"));
        await BreakAsync("checkpoint", broken);

        var plan = await RecoverAsync();

        (plan.Source, plan.Progress).ShouldBe((old, 1m));
        plan.Unusable.ShouldBe(["state", broken, seven]);
    }

    [Fact]
    public async Task An_older_snapshot_is_taken_when_the_latest_is_broken()
    {
        var snapshots = new List<string>();
        for (var n = 0; n < 2; n++)
            snapshots.Add((await world.States.SnapshotAsync("s1", "", null, 0, default)).ShouldBeOfType<StateOutcome.Kept>().Copy.Id);
        await BreakAsync("snapshot", snapshots[1]);

        var plan = await RecoverAsync();

        (plan.Source, plan.PendingTasks).ShouldBe((snapshots[0], 1));
        plan.Unusable.ShouldBe(["state", snapshots[1]]);
    }

    [Fact]
    public async Task Where_the_state_will_do_the_plan_says_so()
    {
        await world.InterruptAsync();

        (await world.Host.Get<SwarmRecovery>().BeginAsync("s1", default)).ShouldBeOfType<RecoveryResult.Begun>().Plan.ShouldSatisfyAllConditions(
            p => p.Source.ShouldBe("state"), p => p.Unusable.ShouldBeEmpty());
    }

    private async Task<string> KeptAsync(string data) => (await world.States.CheckpointAsync("s1", JsonElement.Parse(data), default)).ShouldBeOfType<StateOutcome.Kept>().Copy.Id;

    private Task BreakAsync(string kind, string id) => world.Database.StringSetAsync(world.Host.Get<RedisKeys>().Fixed($"swarm:{kind}:s1:{id}"), "{broken");

    /// <summary>Without its state.</summary>
    private async Task<RecoveryPlan> RecoverAsync()
    {
        await world.Database.HashSetAsync($"{world.Host.Get<RedisKeys>().Swarms}state:s1", "doc", "{broken");
        await world.InterruptAsync();
        (await world.Host.Get<SwarmRecovery>().BeginAsync("s1", default)).ShouldBeOfType<RecoveryResult.Begun>();
        return (await world.States.LoadAsync("s1", default))!.Document.GetProperty("recoveryPlan").Deserialize<RecoveryPlan>(JsonSerializerOptions.Web)!;
    }
}
