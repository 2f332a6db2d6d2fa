using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>Every event of registry and states, with what it names.</summary>
public sealed class SwarmEventTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Each_thing_that_happens_to_a_swarm_is_told_with_what_it_is_about()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port);
        await world.TellAsync("RegisterSwarm", new { swarmId = "s1", objective = "build" });
        await world.WaitForAsync("s1", SwarmStatuses.Active);
        // It goes out with the swarm as the registry has it then: a swarm that has left would be missing in it.
        await world.HearAsync<SwarmRegistered>("s1");
        await world.TellAsync("SaveSwarmState", new { swarmId = "s1", state = new { counter = 1 } });
        await world.TellAsync("SaveSwarmState", new { swarmId = "s1", state = new { counter = 2 }, merge = true });
        var snapshot = (await world.TellAsync("SnapshotSwarm", new { swarmId = "s1", label = "one" })).ShouldBeOfType<SwarmCopyKept>().Copy.Id;
        var checkpoint = (await world.TellAsync("CheckpointSwarm", new { swarmId = "s1", data = new { n = 7 } })).ShouldBeOfType<SwarmCopyKept>().Copy.Id;
        await world.TellAsync("RestoreSwarm", new { swarmId = "s1", snapshotId = snapshot });
        await world.TellAsync("SaveBlockingState", new { swarmId = "s1", coordinatorId = "c1" });
        await world.TellAsync("ClearBlockingState", new { swarmId = "s1", coordinatorId = "c1" });
        await world.TellAsync("UpdateSwarm", new { swarmId = "s1", status = "completed" });
        await world.TellAsync("DeregisterSwarm", new { swarmId = "s1", reason = "enough" });

        await world.HearAsync<SwarmDeregistered>("s1");
        T One<T>()
            where T : SwarmEvent => world.Events.OfType<T>().ShouldHaveSingleItem();
        One<SwarmRegistered>().Swarm.ShouldNotBeNull().Objective.ShouldBe("build");
        world.Events.OfType<SwarmUpdated>().Select(e => $"{e.OldStatus}->{e.NewStatus}").Distinct()
            .ShouldBe(["initializing->initializing", "initializing->active", "active->completed"], ignoreOrder: true);
        world.Events.OfType<StateSaved>().Count().ShouldBe(2, "the first state, and the one that was saved");
        One<StateUpdated>();
        One<SnapshotCreated>().SnapshotId.ShouldBe(snapshot);
        One<CheckpointCreated>().CheckpointId.ShouldBe(checkpoint);
        One<StateRestored>().SnapshotId.ShouldBe(snapshot);
        One<BlockingStateSaved>().ShouldSatisfyAllConditions(e => e.CoordinatorId.ShouldBe("c1"), e => e.Status.ShouldBe("waiting"));
        One<BlockingStateCleared>().CoordinatorId.ShouldBe("c1");
        One<StateDeleted>();
        One<SwarmDeregistered>().Reason.ShouldBe("enough");
        world.Events.ShouldAllBe(e => e.SwarmId == "s1" && e.Id.Length > 0 && e.At > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task Those_that_fall_silent_are_told_together()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, o => (o.HostSwarms, o.WatchInterval) = (false, TimeSpan.FromHours(1)));
        foreach (var id in new[] { "s1", "s2", "s3" })
        {
            await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
            await world.Registry.ChangeStatusAsync(id, SwarmStatuses.Active, null, default);
        }

        await world.Registry.ChangeStatusAsync("s3", SwarmStatuses.Completed, null, default);
        await using var ear = await ChannelEar.OpenAsync(world.Host.Get<IChannels>(), "swarm:events");
        world.Host.Clock.Advance(TimeSpan.FromSeconds(61));

        await world.Host.Get<SwarmWatch>().RunOnceAsync(default);

        await ear.HearAsync("interrupted_swarms_detected");
        ear.Of("interrupted_swarms_detected").First().GetProperty("swarmIds").EnumerateArray().Select(s => s.GetString()).ShouldBe(["s1", "s2"], ignoreOrder: true);
        await world.HearAsync<SwarmHealthIssue>("s1");
        await world.HearAsync<SwarmHealthIssue>("s2");
    }
}
