using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A new status of a blocking state left its start alone, and emptied what was waited for; a field that nobody knows was dropped without a word; and a restored state had the blocking states of
/// the snapshot's time instead of the present ones.
/// </summary>
public sealed class AChangeOfAWaitErasedWhatWasWaitedForTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartStillAsync(redis.Server.Port, "{}");

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task What_is_not_said_of_the_same_wait_stays()
    {
        await SaveAsync(new { swarmId = "s1", coordinatorId = "c1", signalType = "review 100% \"done\"", iteration = 3, phase = "build", startTime = 5 });

        var over = await SaveAsync(new { swarmId = "s1", coordinatorId = "c1", status = "timeout" });
        (over.Status, over.SignalType, over.Iteration, over.Phase, over.StartTime).ShouldBe(("timeout", "review 100% \"done\"", 3, "build", 5));
        (await SaveAsync(new { swarmId = "s1", coordinatorId = "c1", status = "timeout", iteration = 0, phase = "test" })).ShouldSatisfyAllConditions(
            s => s.Iteration.ShouldBe(0), s => s.Phase.ShouldBe("test"), s => s.SignalType.ShouldStartWith("review"));

        var again = await SaveAsync(new { swarmId = "s1", coordinatorId = "c1" });
        (again.Status, again.SignalType, again.Iteration, again.Phase).ShouldBe(("waiting", "", 0, ""));
    }

    [Fact]
    public async Task A_field_that_nobody_knows_is_refused()
    {
        var refused = (await world.TellAsync(nameof(SaveBlockingState), new { swarmId = "s1", coordinatorId = "c1", waitingFor = "review" })).ShouldBeOfType<CommandRejected>();

        (refused.Code, refused.Violations[0].Field).ShouldBe(("unknown_field", "waitingFor"));
        (await world.States.BlockingAsync("s1", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_restored_state_has_the_present_ones()
    {
        await SaveAsync(new { swarmId = "s1", coordinatorId = "old" });
        await world.TellAsync(nameof(SaveSwarmState), new { swarmId = "s1", state = new { n = 1 } });
        var kept = (await world.TellAsync(nameof(SnapshotSwarm), new { swarmId = "s1" })).ShouldBeOfType<SwarmCopyKept>().Copy.Id;
        await world.States.ClearBlockingAsync("s1", "old", default);
        await SaveAsync(new { swarmId = "s1", coordinatorId = "new" });

        var restored = (await world.TellAsync(nameof(RestoreSwarm), new { swarmId = "s1", snapshotId = kept })).ShouldBeOfType<SwarmStateChanged>().State;

        restored.GetProperty("n").GetInt32().ShouldBe(1);
        restored.GetProperty("restoredFrom").GetString().ShouldBe(kept);
        restored.GetProperty("blockingStates").EnumerateObject().Select(b => b.Name).ShouldBe(["new"]);
    }

    private async Task<BlockingState> SaveAsync(object said) =>
        (await world.TellAsync(nameof(SaveBlockingState), said)).ShouldBeOfType<BlockingStateChanged>().State.ShouldNotBeNull();
}
