using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class OutcomeTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task An_outcome_counts_once_and_only_with_a_current_token()
    {
        await bench.RegisterAsync("pool", 5);
        var (good, slow, bad, unsaid) = (await bench.PlacedAsync("a"), await bench.PlacedAsync("b"), await bench.PlacedAsync("c"), await bench.PlacedAsync("d"));
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await bench.EndAsync(good, milliseconds: 100, route: "rs:edit");
            await bench.EndAsync(slow, milliseconds: 300, route: "rs:edit");
            await bench.EndAsync(bad, success: false, milliseconds: 9000, route: "rs:edit");
            await bench.ReleaseAsync(unsaid);
            await bench.EndAsync(unsaid, route: "rs:edit");
        }

        (await TargetAsync()).ShouldSatisfyAllConditions(t => t.Total.ShouldBe(3), t => t.Failed.ShouldBe(1), t => t.AvgResponseMs.ShouldBe(200));
        var route = (await bench.Store.RoutesAsync(default)).Single();
        route.ShouldSatisfyAllConditions(
            r => r.Route.ShouldBe("rs:edit"), r => r.SuccessCount.ShouldBe(2), r => r.FailureCount.ShouldBe(1), r => r.AvgResponseMs.ShouldBe(200));
        route.Last.Select(o => (o.TargetId, o.Success)).ShouldBe([("pool", true), ("pool", true), ("pool", false)]);
    }

    [Fact]
    public async Task A_lost_lease_is_not_counted_when_its_report_comes_late()
    {
        await bench.RegisterAsync("pool", 5);
        var token = await bench.PlacedAsync("a");
        bench.Clock.Advance(TimeSpan.FromSeconds(15));
        await bench.SweepAsync();

        await bench.EndAsync(token, route: "rs:edit");

        (await TargetAsync()).ShouldSatisfyAllConditions(t => t.Total.ShouldBe(0), t => t.AvgResponseMs.ShouldBeNull());
        (await bench.Store.RoutesAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_a_route_the_target_alone_is_told_and_its_figures_outlive_its_registration()
    {
        await bench.RegisterAsync("pool", 5);
        await bench.EndAsync(await bench.PlacedAsync("a"), milliseconds: 50);
        await bench.Store.RemoveTargetAsync("pool", default);
        await bench.RegisterAsync("pool", 5);
        await bench.EndAsync(await bench.PlacedAsync("b"), milliseconds: 150);

        (await TargetAsync()).ShouldSatisfyAllConditions(t => t.Total.ShouldBe(2), t => t.AvgResponseMs.ShouldBe(100));
        (await bench.Store.RoutesAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_route_keeps_its_last_hundred_and_counts_all()
    {
        await bench.RegisterAsync("pool", 200);
        var tokens = new List<string>();
        for (var i = 0; i < 120; i++)
            tokens.Add(await bench.PlacedAsync($"t{i}"));
        await bench.ApplyAsync([.. tokens.Select((t, i) =>
            new PlacementRequest.Release(t, new AttemptOutcome(i >= 20, TimeSpan.FromMilliseconds(10), "py:test")))]);

        var route = (await bench.Store.RoutesAsync(default)).Single();

        route.Last.Count.ShouldBe(100);
        route.Last.ShouldAllBe(o => o.Success);
        (route.SuccessCount, route.FailureCount).ShouldBe((100, 20));
    }

    [Fact]
    public async Task What_is_older_than_a_day_goes_and_with_its_last_outcome_the_route()
    {
        await bench.RegisterAsync("pool", 5);
        await bench.RegisterAsync("gone", 5, "ghl/*");
        await bench.EndAsync(await bench.PlacedAsync("a"), route: "rs:edit");
        await bench.EndAsync(await bench.PlacedAsync("b"), route: "py:edit");
        await bench.EndAsync(await bench.PlacedAsync("c", needs: new Requirements("ghl", "note")));
        await bench.Store.RemoveTargetAsync("gone", default);
        bench.Clock.Advance(TimeSpan.FromHours(23));
        await bench.RegisterAsync("pool", 5);
        await bench.EndAsync(await bench.PlacedAsync("d"), route: "py:edit");
        (await bench.Store.CleanOutcomesAsync(default)).ShouldBe(0);
        bench.Clock.Advance(TimeSpan.FromHours(1));

        (await bench.Store.CleanOutcomesAsync(default)).ShouldBe(2);

        var route = (await bench.Store.RoutesAsync(default)).Single();
        route.ShouldSatisfyAllConditions(r => r.Route.ShouldBe("py:edit"), r => r.Last.Count.ShouldBe(1), r => r.SuccessCount.ShouldBe(2));
        (await TargetAsync()).Total.ShouldBe(3, "a target that is there keeps its figures");
        await bench.RegisterAsync("gone", 5, "ghl/*");
        (await bench.Store.TargetsAsync(default)).Targets.Single(t => t.TargetId == "gone").Total.ShouldBe(0);
    }

    private async Task<TargetReport> TargetAsync() => (await bench.Store.TargetsAsync(default)).Targets.Single(t => t.TargetId == "pool");
}
