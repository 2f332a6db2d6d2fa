using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Registrations, pools and allocations were not known by their messages, nor was a release of nothing: delivered again after others, they undid what those had done.</summary>
public sealed class ACommandThatCameLateWasDoneAgainTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port, o => o.MaxSnapshots = 1);
        await TellAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "w" }, "e1");
        await world.WaitForAsync("w", SwarmStatuses.Active);
        await TellAsync<ResourcesChanged>("SetResourcePool", new { resourceType = "mem", total = 50 }, "p1");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_release_of_nothing_takes_nothing_later()
    {
        var release = new { resourceType = "mem", swarmId = "w", amount = 5 };
        (await TellAsync<ResourcesChanged>("ReleaseResource", release, "rz")).Amount.ShouldBe(0);
        await TellAsync<ResourcesChanged>("AllocateResource", new { resourceType = "mem", swarmId = "w", amount = 5 }, "a1");

        (await TellAsync<ResourcesChanged>("ReleaseResource", release, "rz")).ShouldSatisfyAllConditions(r => r.Amount.ShouldBe(0), r => r.Available.ShouldBe(45));
        (await TellAsync<CommandRejected>("ReleaseResource", new { resourceType = "mem", swarmId = "w", amount = 5, allocationId = "none" }, "ry")).Code.ShouldBe("not_found", "of an allocation that is named, and is none, it is an error");
    }

    [Fact]
    public async Task A_swarm_that_has_left_stays_away()
    {
        await TellAsync<SwarmChanged>("DeregisterSwarm", new { swarmId = "w" }, "d1");

        (await TellAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "w" }, "e1")).ShouldSatisfyAllConditions(c => c.Changed.ShouldBeFalse(), c => c.Swarm.ArchiveReason.ShouldBe("completed"));
        (await world.Registry.GetAsync("w", default)).ShouldBeNull();

        (await TellAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "w", objective = "anew" }, "e2")).Changed.ShouldBeTrue();
        (await TellAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "w" }, "e1")).ShouldSatisfyAllConditions(c => c.Changed.ShouldBeFalse(), c => c.Swarm.Objective.ShouldBe("anew"));
        (await TellAsync<CommandRejected>("RegisterSwarm", new { swarmId = "w", objective = "other" }, "e1")).Code.ShouldBe("id_conflict");
    }

    [Fact]
    public async Task A_swarm_that_nobody_named_is_one_swarm_however_often_its_registration_comes()
    {
        var register = new { objective = "one" };
        var first = await TellAsync<SwarmChanged>("RegisterSwarm", register, "e1~");
        var again = await TellAsync<SwarmChanged>("RegisterSwarm", register, "e1~");

        (again.Swarm.Id, again.Changed, first.Changed).ShouldBe((first.Swarm.Id, false, true));
        (await TellAsync<SwarmChanged>("RegisterSwarm", register, "e2~")).Swarm.Id.ShouldNotBe(first.Swarm.Id, "another message is another swarm");
        (await TellAsync<CommandRejected>("RegisterSwarm", new { objective = "other" }, "e1~")).Code.ShouldBe("id_conflict");
        (await TellAsync<SwarmList>("ListSwarms", new { objective = "^one$" }, "l1")).Swarms.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_pool_stays_as_it_was_set_last()
    {
        await TellAsync<ResourcesChanged>("SetResourcePool", new { resourceType = "mem", total = 80 }, "p2");

        (await TellAsync<ResourcesChanged>("SetResourcePool", new { resourceType = "mem", total = 50 }, "p1")).Total.ShouldBe(80);
        (await TellAsync<CommandRejected>("SetResourcePool", new { resourceType = "cpu", total = 50 }, "p1")).Code.ShouldBe("id_conflict");
    }

    [Fact]
    public async Task Another_swarm_of_the_id_is_granted_nothing_that_it_has_not_asked_for()
    {
        var allocate = new { resourceType = "mem", swarmId = "w", amount = 5, allocationId = "lease" };
        (await TellAsync<ResourcesChanged>("AllocateResource", allocate, "a1")).Available.ShouldBe(45);
        (await TellAsync<ResourcesChanged>("AllocateResource", allocate, "a1")).ShouldSatisfyAllConditions(r => r.Amount.ShouldBe(5), r => r.Available.ShouldBe(45));
        await TellAsync<SwarmChanged>("DeregisterSwarm", new { swarmId = "w" }, "d1");
        await TellAsync<SwarmChanged>("RegisterSwarm", new { swarmId = "w" }, "e2");

        (await TellAsync<ResourcesChanged>("AllocateResource", allocate, "a1")).ShouldSatisfyAllConditions(r => r.Amount.ShouldBe(0), r => r.Available.ShouldBe(50));
        (await TellAsync<CommandRejected>("AllocateResource", new { resourceType = "mem", swarmId = "w", amount = 7, allocationId = "more" }, "a1")).Code.ShouldBe("id_conflict");
        (await TellAsync<ResourcesChanged>("AllocateResource", allocate, "a2")).Available.ShouldBe(45, "another message is another allocation");
    }

    [Fact]
    public async Task A_restored_state_is_answered_when_its_snapshot_is_gone()
    {
        await TellAsync<SwarmStateChanged>("SaveSwarmState", new { swarmId = "w", state = new { c = 1 } }, "s1");
        var snapshot = (await TellAsync<SwarmCopyKept>("SnapshotSwarm", new { swarmId = "w" }, "k1")).Copy.Id;
        var restore = new { swarmId = "w", snapshotId = snapshot };
        var first = await TellAsync<SwarmStateChanged>("RestoreSwarm", restore, "r1");
        await TellAsync<SwarmCopyKept>("SnapshotSwarm", new { swarmId = "w", label = "later" }, "k2");

        (await TellAsync<SwarmStateChanged>("RestoreSwarm", restore, "r1")).Version.ShouldBe(first.Version);
        (await TellAsync<CommandRejected>("RestoreSwarm", restore, "r2")).Code.ShouldBe("not_found");
    }

    private async Task<T> TellAsync<T>(string command, object message, string messageId) => (await world.Host.Get<CommandIntake>().HandleAsync(
        command, JsonSerializer.SerializeToUtf8Bytes(message), new CommandOrigin("bus", messageId), default)).ShouldBeOfType<T>();
}
