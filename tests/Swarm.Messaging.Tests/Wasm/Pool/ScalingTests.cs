using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Tests.Wasm.Pool;

public sealed class ScalingTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0.80, 5, true, false)]
    [InlineData(0.801, 5, true, true)]
    [InlineData(0.9, 20, true, false)]
    [InlineData(0.9, 5, false, false)]
    public void Grows_AboveTheThresholdBelowTheMaximumAfterThePause(double utilization, int size, bool cooled, bool grows) =>
        PoolScaling.Grows(utilization, size, cooled, new WasmPoolOptions()).ShouldBe(grows);

    [Theory]
    [InlineData(0.30, 5, true, false)]
    [InlineData(0.299, 5, true, true)]
    [InlineData(0.1, 2, true, false)]
    [InlineData(0.1, 5, false, false)]
    public void Shrinks_BelowTheThresholdAboveTheMinimumAfterThePause(double utilization, int size, bool cooled, bool shrinks) =>
        PoolScaling.Shrinks(utilization, size, cooled, new WasmPoolOptions()).ShouldBe(shrinks);

    [Fact]
    public async Task A_utilisation_of_exactly_four_fifths_changes_nothing()
    {
        var world = await PoolWorld.OpenAsync();
        world.Take(8);

        world.Pool.LookAtUtilization().ShouldBe(new PoolLook(0.8, 0, 0));
    }

    [Fact]
    public async Task A_look_makes_one_more_instance_when_it_is_too_full_and_one_fewer_when_idle_for_long_enough()
    {
        var world = await PoolWorld.OpenAsync();
        var slots = world.Take(9);
        world.Pool.LookAtUtilization().Created.ShouldBe(1);
        await world.Pool.SettledAsync();
        slots.ForEach(s => s.Release(true, TimeSpan.Zero));

        world.Time.Advance(Minute);
        world.Pool.LookAtUtilization().Removed.ShouldBe(0); // idle for a minute only
        world.Time.Advance(5 * Minute);
        world.Pool.LookAtUtilization().Removed.ShouldBe(1);
        await world.Pool.SettledAsync();

        (world.Report.PoolSize, world.Report.TotalCreated, world.Report.TotalDestroyed).ShouldBe((2, 3, 1));
        world.Report.Instances.ShouldAllBe(i => i.Essential);
        world.Report.ScalingEvents.Select(e => (e.Type, e.PoolSize)).ShouldBe([("scale_up", 3), ("scale_down", 2)]);
        world.Report.LastScalingAction!.Type.ShouldBe("scale_down");
    }

    [Fact]
    public void Victim_LeastRecentlyUsed_AndOneNeverUsedCountsFromItsCreation()
    {
        var start = new DateTimeOffset(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);
        var (used, unused, essential, busy) = (Made(start), Made(start + 40 * Minute), Made(start, essential: true), Made(start));
        var slot = new InstanceSlot(null!, used, "js", 0);
        used.Take(slot, start + 20 * Minute);
        used.Give(slot, true, TimeSpan.Zero, start + 30 * Minute);
        busy.Take(new InstanceSlot(null!, busy, "js", 0), start);
        PoolInstance[] all = [unused, busy, essential, used];

        PoolScaling.Victim(all, start + 60 * Minute, 5 * Minute).ShouldBe(used);
        PoolScaling.Victim([unused, busy, essential], start + 60 * Minute, 5 * Minute).ShouldBe(unused);
        PoolScaling.Victim(all, start + 34 * Minute, 5 * Minute).ShouldBeNull();
    }

    [Fact]
    public async Task Growing_and_shrinking_share_one_pause()
    {
        var world = await PoolWorld.OpenAsync(o => o.IdleLimit = TimeSpan.FromSeconds(1));
        var slots = world.Take(9);
        world.Pool.LookAtUtilization().Created.ShouldBe(1);
        await world.Pool.SettledAsync();
        slots.ForEach(s => s.Release(true, TimeSpan.Zero));

        world.Time.Advance(TimeSpan.FromSeconds(59));
        world.Pool.LookAtUtilization().Removed.ShouldBe(0);
        world.Time.Advance(TimeSpan.FromSeconds(2));
        world.Pool.LookAtUtilization().Removed.ShouldBe(1);
    }

    [Fact]
    public async Task Creation_never_exceeds_the_maximum_however_many_ask()
    {
        var world = await PoolWorld.OpenAsync(o => (o.Min, o.Max, o.Cooldown, o.AcquireTimeout) = (1, 2, TimeSpan.FromMilliseconds(100), 5 * Minute));
        world.Engine.Hold = new TaskCompletionSource();
        world.Take(5);
        var waiting = Enumerable.Range(0, 7).Select(_ => world.Ask()).ToList();
        world.Time.Advance(Minute);
        world.Pool.LookAtUtilization();
        world.Report.PoolSize.ShouldBe(2);

        world.Engine.Hold.SetResult();
        await world.Pool.SettledAsync();
        world.Report.PendingRequests.ShouldBe(2);
        (await waiting[4].Slot).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_it_offers_holds_one_more_instance_while_it_may_grow()
    {
        var world = await PoolWorld.OpenAsync();
        world.Pool.Offered.ShouldBe(15);

        world.Take(10);
        var eleventh = world.Ask();
        await eleventh.Slot;
        world.Pool.Offered.ShouldBe(15); // three instances, and the pause is not over
        world.Time.Advance(Minute);
        world.Pool.Offered.ShouldBe(20);
    }

    [Fact]
    public async Task Other_limits_bring_it_up_and_down_and_busy_ones_drain()
    {
        var world = await PoolWorld.OpenAsync();
        world.Pool.Configure(o => (o.Min, o.Max) = (4, 6)).ShouldBeEmpty();
        await world.Pool.SettledAsync();
        world.Report.PoolSize.ShouldBe(4);
        var slots = world.Take(20);

        world.Pool.Configure(o => (o.Min, o.Max) = (1, 1)).ShouldBeEmpty();
        (world.Report.PoolSize, world.Report.Instances.Count(i => i.Status == "draining")).ShouldBe((1, 3));
        world.Ask().Queued.ShouldBeTrue();
        slots.ForEach(s => s.Release(true, TimeSpan.Zero));
        await world.Pool.SettledAsync();
        world.Report.Instances.Count.ShouldBe(1);
        world.Report.UsedSlots.ShouldBe(1); // the one that waited
    }

    [Fact]
    public async Task Limits_that_contradict_each_other_change_nothing()
    {
        var world = await PoolWorld.OpenAsync();

        world.Pool.Configure(o => (o.Min, o.Max) = (9, 3)).ShouldHaveSingleItem().ShouldContain("Max must be at least Min");

        (world.Report.Min, world.Report.Max).ShouldBe((2, 20));
    }

    private static PoolInstance Made(DateTimeOffset at, bool essential = false)
    {
        var instance = new PoolInstance($"wasm_{at.Ticks}", 5, essential, at);
        instance.Begin(new Incarnation(1, new FakeEngine.FakeInstance(new FakeEngine(), instance.Id)));
        return instance;
    }
}
