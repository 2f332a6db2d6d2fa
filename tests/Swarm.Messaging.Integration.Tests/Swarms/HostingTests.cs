using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Hosting;

namespace Swarm.Messaging.Integration.Tests.Swarms;

public sealed class HostingTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task A_registered_swarm_becomes_active_by_itself_and_has_a_state()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port);
        await Eventually.HoldsAsync(async () => await world.Database.SortedSetLengthAsync($"{world.Prefix}:swarm-messaging:{{swarms}}:hosts") == 1, "the process offers to host");

        await world.Registry.RegisterAsync("s1", new SwarmDefinition(), default);

        var active = await world.WaitForAsync("s1", SwarmStatuses.Active);
        active.Host.ShouldNotBeNull();
        (await world.States.LoadAsync("s1", default)).ShouldNotBeNull().Document.TryGetProperty("initializedAt", out _).ShouldBeTrue();
        world.Host.Get<HostedSwarms>().Find("s1").ShouldNotBeNull().Term.ShouldBe(1);
        await world.HearAsync<SwarmUpdated>("s1");
    }

    [Fact]
    public async Task A_hosted_swarm_is_snapshotted_by_itself_and_never_interrupted()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, o => (o.SnapshotInterval, o.HeartbeatInterval) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(400)));
        await world.Registry.RegisterAsync("s1", new SwarmDefinition(), default);
        var first = await world.WaitForAsync("s1", SwarmStatuses.Active);

        await Eventually.HoldsAsync(async () => (await world.States.SnapshotsAsync("s1", default)).Count >= 2, "snapshots are kept");

        var kept = await world.States.SnapshotAsync("s1", (await world.States.SnapshotsAsync("s1", default))[0].Id, default);
        kept.ShouldNotBeNull().Label.ShouldBe("automatic");
        await Eventually.HoldsAsync(async () => (await world.Registry.GetAsync("s1", default))!.LastHeartbeat > first.LastHeartbeat, "heartbeats are sent");
        world.Events.OfType<SwarmHealthIssue>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_process_that_stops_gives_its_swarms_to_another_at_once()
    {
        var (prefix, clock) = ($"g{Guid.NewGuid():N}", new StoreClock());
        await using var stays = await SwarmWorld.StartAsync(redis.Server.Port, prefix: prefix, clock: clock);
        string[] ids;
        await using (var leaves = await SwarmWorld.StartAsync(redis.Server.Port, prefix: prefix, clock: clock))
        {
            await Eventually.HoldsAsync(async () => await stays.Database.SortedSetLengthAsync($"{prefix}:swarm-messaging:{{swarms}}:hosts") == 2, "both offer to host");
            foreach (var n in Enumerable.Range(0, 6))
                await leaves.Registry.RegisterAsync($"s{n}", new SwarmDefinition(), default);
            foreach (var n in Enumerable.Range(0, 6))
                await leaves.WaitForAsync($"s{n}", SwarmStatuses.Active);
            ids = [.. leaves.Host.Get<HostedSwarms>().All.Select(s => s.SwarmId)];
            ids.Length.ShouldBe(3);
        }

        await Eventually.HoldsAsync(() => stays.Host.Get<HostedSwarms>().All.Count == 6, "all are hosted by the other");
        ids.ShouldAllBe(id => stays.Host.Get<HostedSwarms>().Find(id)!.Term == 2);
        stays.Events.OfType<SwarmHealthIssue>().ShouldBeEmpty();
    }
}
