using System.Threading.Channels;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class SnapshotTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task It_shows_all_targets_in_the_order_of_registration()
    {
        await bench.RegisterAsync("z", 2, "code/*", "agent");
        await bench.RegisterAsync("a", 3, "code/*", "agent");
        await bench.PlacedAsync("t");
        await bench.Store.DrainTargetAsync("a", null, default);

        var snapshot = await bench.Store.TargetsAsync(default);

        snapshot.Targets.Select(t => (t.TargetId, t.Type, t.HostId, t.Status, t.Slots, t.Used)).ShouldBe(
            [("z", "pool", "host", "active", 2, 1), ("a", "pool", "host", "draining", 3, 0)]);
        snapshot.Targets.ShouldAllBe(t => t.Capabilities.SequenceEqual(new[] { "agent", "code/*" }));
        snapshot.Targets[0].Order.ShouldBeLessThan(snapshot.Targets[1].Order);
        snapshot.Targets.ShouldAllBe(t => snapshot.At - t.LastSeen < TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Whoever_watches_hears_each_change_of_a_target_and_nothing_of_its_load()
    {
        var heard = Channel.CreateUnbounded<long>();
        await using var watch = await bench.Store.WatchTargetsAsync(version => heard.Writer.WriteAsync(version).AsTask(), default);

        async Task<long> VersionAfterAsync(Func<Task> change)
        {
            await change();
            return await heard.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        }

        (await VersionAfterAsync(() => bench.RegisterAsync("pool", 1))).ShouldBe(1);
        await bench.RegisterAsync("pool", 1);
        await bench.ReleaseAsync(await bench.PlacedAsync("t"));
        await bench.RenewAsync("pool");
        await bench.Store.SetSlotsAsync("pool", 1, default);
        (await VersionAfterAsync(() => bench.Store.SetSlotsAsync("pool", 2, default))).ShouldBe(2);
        (await VersionAfterAsync(() => bench.RegisterAsync("pool", 2, "code/*", "agent"))).ShouldBe(3);
        (await VersionAfterAsync(() => bench.Store.DrainTargetAsync("pool", null, default))).ShouldBe(4);
        await bench.Store.DrainTargetAsync("pool", null, default);
        (await VersionAfterAsync(() => bench.Store.RemoveTargetAsync("pool", default))).ShouldBe(5);
        (await bench.Store.TargetsAsync(default)).Version.ShouldBe(5);
    }

    [Fact]
    public async Task Slots_may_change_while_it_works()
    {
        (await bench.Store.SetSlotsAsync("pool", 1, default)).ShouldBeNull();
        await bench.RegisterAsync("pool", 2);
        var (a, b) = (await bench.PlacedAsync("a"), await bench.PlacedAsync("b"));
        await bench.SubmitAsync("c");
        await bench.SubmitAsync("d");

        (await SetAsync(3)).Grants.Single().Attempt.TaskId.ShouldBe("c");
        (await SetAsync(0)).IsEmpty.ShouldBeTrue("fewer slots take nothing away");
        (await bench.UsedAsync("pool")).ShouldBe(3);
        (await bench.ReleaseAsync(a)).IsEmpty.ShouldBeTrue();
        (await bench.ExplainAsync("d")).Candidates.Single().Reason.ShouldBe("offers no slots now");
        (await SetAsync(2)).IsEmpty.ShouldBeTrue();
        (await bench.ReleaseAsync(b)).Grants.Single().Attempt.TaskId.ShouldBe("d");
    }

    private async Task<PlacementNews> SetAsync(int slots) => (await bench.Store.SetSlotsAsync("pool", slots, default)).ShouldNotBeNull();
}
