using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms;

public sealed class SwarmSagaTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_swarm_s_life_is_told_and_published_and_after_its_end_only_the_archive_remains()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, o => o.HostSwarms = false);
        await world.Registry.RegisterAsync("s1", new SwarmDefinition { Objective = "build" }, default);
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Active, null, default);
        await world.States.SaveAsync("s1", JsonElement.Parse("""{"a":1}"""), default);
        await world.States.SnapshotAsync("s1", "by hand", null, 0, default);
        await world.States.SaveBlockingAsync("s1", "c1", new("waiting"), default);
        await world.HearAsync<BlockingStateSaved>("s1");
        await Eventually.HoldsAsync(async () => await PublishedAsync(world) is { Count: 7 }, "everything of it is published");

        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Completed, null, default);
        await world.Registry.DeregisterAsync("s1", "completed", default);

        await world.HearAsync<SwarmDeregistered>("s1");
        await Eventually.HoldsAsync(
            async () => (await PublishedAsync(world)).Except(["swarm:metrics", "swarm:state:manager:stats"]).Order(StringComparer.Ordinal)
                .SequenceEqual(["swarm:archive:index", "swarm:archive:s1"]),
            "only the archive is published");
        world.Events.OfType<SwarmUpdated>().Select(e => $"{e.OldStatus}->{e.NewStatus}").ShouldBe(["initializing->active", "active->completed"]);
        world.Events.Select(e => e.Name).Distinct().ShouldBe(
            ["swarm_registered", "swarm_updated", "state_saved", "snapshot_created", "blocking_state_saved", "state_deleted", "swarm_deregistered"], ignoreOrder: true);
        world.Events.OfType<SwarmDeregistered>().ShouldHaveSingleItem().Reason.ShouldBe("completed");
        var saga = (await world.Host.Get<ISagaStore>().LoadAsync(new SagaKey("swarm", "s1"), default)).ShouldNotBeNull();
        saga.State.ShouldBe(nameof(SwarmStateMachine.Removed));
        await Eventually.HoldsAsync(async () => (await world.Registry.NewsAsync(10, default)).Count == 0, "all that was told is acknowledged");
    }

    private static async Task<List<string>> PublishedAsync(SwarmWorld world)
    {
        var keys = new List<string>();
        await foreach (var key in world.Database.Multiplexer.GetServers()[0].KeysAsync(pattern: $"{world.Prefix}:swarm:*"))
            keys.Add(((string)key!)[(world.Prefix.Length + 1)..]);
        keys.RemoveAll(k => k.StartsWith("swarm:agents", StringComparison.Ordinal) || k.StartsWith("swarm:phase-5", StringComparison.Ordinal) || k is "swarm:metrics" or "swarm:state:manager:stats");
        return keys;
    }
}
