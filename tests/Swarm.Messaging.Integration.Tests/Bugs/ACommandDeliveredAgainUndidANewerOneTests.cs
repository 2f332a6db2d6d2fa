using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Resources;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A host that dies between a change and its confirmation leaves the command to another: it wrote an older state over a newer one, and released a second time.</summary>
public sealed class ACommandDeliveredAgainUndidANewerOneTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port);
        await TellAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "s1", objective = "first" }, "register");
        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await TellAsync<SwarmStateChanged>("SaveSwarmState", new { swarmId = "s1", state = new { c = 0 } }, "begin");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_state_is_saved_once_and_answered_as_at_first(bool merge)
    {
        var older = new { swarmId = "s1", state = new { c = 1 }, merge };
        var first = await TellAsync<SwarmStateChanged>("SaveSwarmState", older, "m1");
        var newer = await TellAsync<SwarmStateChanged>("SaveSwarmState", new { swarmId = "s1", state = new { c = 2 }, merge }, "m2");

        var again = await TellAsync<SwarmStateChanged>("SaveSwarmState", older, "m1");

        (again.Version, again.State.GetProperty("c").GetInt32()).ShouldBe((first.Version, 2));
        await ShouldStillBeAsync(newer.Version, 2);
    }

    [Fact]
    public async Task A_snapshot_is_restored_once()
    {
        var snapshot = (await TellAsync<SwarmCopyKept>("SnapshotSwarm", new { swarmId = "s1" }, "kept")).Copy.Id;
        var first = await TellAsync<SwarmStateChanged>("RestoreSwarm", new { swarmId = "s1", snapshotId = snapshot }, "m1");
        var newer = await TellAsync<SwarmStateChanged>("SaveSwarmState", new { swarmId = "s1", state = new { c = 2 } }, "m2");

        (await TellAsync<SwarmStateChanged>("RestoreSwarm", new { swarmId = "s1", snapshotId = snapshot }, "m1")).Version.ShouldBe(first.Version);

        await ShouldStillBeAsync(newer.Version, 2);
    }

    [Fact]
    public async Task Of_a_state_and_of_data_one_copy_is_kept()
    {
        var (snapshot, data) = (new { swarmId = "s1", label = "before" }, new { swarmId = "s1", data = new { step = 1 } });
        var kept = (await TellAsync<SwarmCopyKept>("SnapshotSwarm", snapshot, "m1")).Copy;
        var point = (await TellAsync<SwarmCopyKept>("CheckpointSwarm", data, "m2")).Copy;

        (await TellAsync<SwarmCopyKept>("SnapshotSwarm", snapshot, "m1")).Copy.ShouldBe(kept);
        (await TellAsync<SwarmCopyKept>("CheckpointSwarm", data, "m2")).Copy.ShouldBe(point);

        (await world.States.SnapshotsAsync("s1", default)).Select(k => k.Id).ShouldBe([kept.Id]);
        (await world.States.CheckpointsAsync("s1", default)).Select(k => k.Id).ShouldBe([point.Id]);
        (await TellAsync<SwarmCheckpointDetails>("GetSwarmCheckpoint", new { swarmId = "s1" }, "m3")).Data.GetProperty("step").GetInt32().ShouldBe(1);
        (await TellAsync<SwarmCopyKept>("CheckpointSwarm", data, "m4")).Copy.Id.ShouldNotBe(point.Id, "another message is another copy");
    }

    [Fact]
    public async Task A_swarm_and_its_state_are_changed_once()
    {
        var older = new { swarmId = "s1", changes = new { objective = "second", c = 1 } };
        var first = await TellAsync<SwarmStateUpdated>("UpdateSwarmState", older, "m1");
        var newer = await TellAsync<SwarmStateUpdated>("UpdateSwarmState", new { swarmId = "s1", changes = new { objective = "third", c = 2 } }, "m2");

        (await TellAsync<SwarmStateUpdated>("UpdateSwarmState", older, "m1")).ShouldSatisfyAllConditions(
            a => a.Version.ShouldBe(first.Version), a => a.Swarm.ShouldNotBeNull().Objective.ShouldBe("third"));

        await ShouldStillBeAsync(newer.Version, 2);
    }

    [Fact]
    public async Task A_swarm_is_changed_once_and_one_registered_anew_is_not_deregistered()
    {
        (await TellAsync<SwarmChanged>("UpdateSwarm", new { swarmId = "s1", objective = "second" }, "m1")).Changed.ShouldBeTrue();
        await TellAsync<SwarmChanged>("UpdateSwarm", new { swarmId = "s1", objective = "third" }, "m2");
        (await TellAsync<SwarmChanged>("UpdateSwarm", new { swarmId = "s1", objective = "second" }, "m1")).ShouldSatisfyAllConditions(
            a => a.Changed.ShouldBeFalse(), a => a.Swarm.Objective.ShouldBe("third"));
        (await TellAsync<SwarmChanged>("DeregisterSwarm", new { swarmId = "s1" }, "m3")).Changed.ShouldBeTrue();
        await TellAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "s1", objective = "anew" }, "m4");

        (await TellAsync<SwarmChanged>("DeregisterSwarm", new { swarmId = "s1" }, "m3")).ShouldSatisfyAllConditions(
            a => a.Changed.ShouldBeFalse(), a => a.Swarm.ArchiveReason.ShouldBe("completed"));
        (await world.Registry.GetAsync("s1", default)).ShouldNotBeNull().Objective.ShouldBe("anew");
    }

    [Fact]
    public async Task One_that_changes_nothing_says_so_and_changes_nothing_later()
    {
        (await TellAsync<SwarmChanged>("UpdateSwarm", new { swarmId = "s1", objective = "first", status = "active" }, "m1")).Changed.ShouldBeFalse();
        (await TellAsync<SwarmChanged>("UpdateSwarm", new { swarmId = "s1", objective = "second" }, "m2")).Changed.ShouldBeTrue();

        (await TellAsync<SwarmChanged>("UpdateSwarm", new { swarmId = "s1", objective = "first", status = "active" }, "m1")).Swarm.Objective.ShouldBe("second");
    }

    [Fact]
    public async Task Resources_are_released_once()
    {
        await world.Host.Get<ISwarmResources>().SetAsync("cpu", 100, default);
        await TellAsync<ResourcesChanged>("AllocateResource", new { resourceType = "cpu", swarmId = "s1", amount = 10, allocationId = "a1" }, "m1");
        var release = new { resourceType = "cpu", swarmId = "s1", amount = 4, allocationId = "a1" };

        (await TellAsync<ResourcesChanged>("ReleaseResource", release, "m2")).ShouldSatisfyAllConditions(r => r.Amount.ShouldBe(4), r => r.Available.ShouldBe(94));
        (await TellAsync<ResourcesChanged>("ReleaseResource", release, "m2")).ShouldSatisfyAllConditions(r => r.Amount.ShouldBe(4), r => r.Available.ShouldBe(94));
        (await TellAsync<ResourcesChanged>("ReleaseResource", release, "m3")).Available.ShouldBe(98, "another message is another release");
    }

    private async Task ShouldStillBeAsync(long version, int c)
    {
        var state = (await world.States.LoadAsync("s1", default)).ShouldNotBeNull();
        (state.Version, state.Document.GetProperty("c").GetInt32()).ShouldBe((version, c));
    }

    private async Task<T> TellAsync<T>(string command, object message, string messageId) => (await world.Host.Get<CommandIntake>().HandleAsync(
        command, JsonSerializer.SerializeToUtf8Bytes(message), new CommandOrigin("bus", messageId), default)).ShouldBeOfType<T>();
}
