using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class StrategyTests(PlacementRedis redis)
{
    private static readonly Requirements Edit = new("code", "rs:edit");

    [Theory]
    [InlineData(PlacementStrategies.LeastConnections)]
    [InlineData(PlacementStrategies.WeightedRoundRobin)]
    [InlineData(PlacementStrategies.ResourceBased)]
    public async Task Five_at_once_on_three_equal_agents_are_two_two_and_one(string strategy)
    {
        var bench = Bench(strategy);
        foreach (var id in new[] { "a", "b", "c" })
            await bench.RegisterAsync(id, 10);

        var results = await bench.Store.TryPlaceAsync(
            [.. Enumerable.Range(0, 5).Select(i => new PlaceRequest(PlacementBench.Attempt($"t{i}"), Edit, "c", 10))], default);

        results.Select(r => ((PlaceResult.Placed)r).Lease.TargetId).CountBy(id => id).Select(c => c.Value).OrderDescending().ShouldBe([2, 2, 1]);
    }

    [Fact]
    public async Task Round_robin_of_equal_weights_is_plain_rotation_whoever_is_avoided()
    {
        var bench = Bench(PlacementStrategies.WeightedRoundRobin);
        foreach (var id in new[] { "a", "b", "c" })
            await bench.RegisterAsync(id, 10_000);
        var targets = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            var lease = await bench.LeasedAsync($"t{i}", i % 2 == 0 ? Edit : new Requirements("code", "rs:edit", null, ["nobody"]));
            targets.Add(lease.TargetId);
            await bench.ReleaseAsync(lease.Token);
        }

        targets.ShouldBe(["a", "b", "c", "a", "b", "c", "a", "b", "c"]);
    }

    [Fact]
    public async Task Round_robin_follows_the_free_share_of_each_target()
    {
        var bench = Bench(PlacementStrategies.WeightedRoundRobin);
        await bench.RegisterAsync("half", 2, "code/*");
        await bench.PlacedAsync("holder", needs: Edit);
        await bench.RegisterAsync("empty", 1000);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 30; i++)
        {
            var lease = await bench.LeasedAsync($"t{i}", Edit);
            counts[lease.TargetId] = counts.GetValueOrDefault(lease.TargetId) + 1;
            await bench.ReleaseAsync(lease.Token);
        }

        counts.ShouldBe(new Dictionary<string, int> { ["empty"] = 20, ["half"] = 10 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Resource_based_adds_free_slots_response_time_and_specialisation()
    {
        var bench = Bench(PlacementStrategies.ResourceBased);
        await bench.RegisterAsync("special", 10, "code/*", "spec:rs");
        await bench.EndAsync((await bench.LeasedAsync("first", Edit)).Token, milliseconds: 200);
        await bench.RegisterAsync("idle", 10);
        for (var i = 0; i < 2; i++)
            (await bench.LeasedAsync($"t{i}", Edit)).TargetId.ShouldBe("special");

        var candidates = (await bench.ExplainAsync("next", Edit)).Candidates;

        candidates.Select(c => (c.TargetId, c.Score)).ShouldBe([("special", 32 + 24 + 30), ("idle", 40)]);
        (await bench.LeasedAsync("t2", Edit)).TargetId.ShouldBe("special");
        (await bench.LeasedAsync("other", new Requirements("code", "py:edit"))).TargetId.ShouldBe("special", "28 + 24 against 40");
    }

    [Fact]
    public async Task Resource_based_ties_go_to_the_favoured_then_to_the_first_registered()
    {
        var bench = Bench(PlacementStrategies.ResourceBased);
        await bench.RegisterAsync("z", 10);
        await bench.RegisterAsync("a", 10, "code/*", "wasm");

        (await bench.LeasedAsync("t", new Requirements("code", "rs:edit", null, null, null, ["wasm"]))).TargetId.ShouldBe("a");
        (await bench.LeasedAsync("u", Edit)).TargetId.ShouldBe("z");
    }

    [Theory]
    [InlineData(PlacementStrategies.WeightedRoundRobin)]
    [InlineData(PlacementStrategies.ResourceBased)]
    public async Task Every_strategy_keeps_to_avoided_and_preferred_targets(string strategy)
    {
        var bench = Bench(strategy);
        await bench.RegisterAsync("failed", 10);
        await bench.RegisterAsync("regular", 10);
        await bench.RegisterAsync("streaming", 1, "code/*", "streaming");
        var needs = new Requirements("code", "rs:edit", null, ["failed"], ["streaming"]);

        (await bench.LeasedAsync("t0", needs)).TargetId.ShouldBe("streaming");
        for (var i = 1; i < 11; i++)
            (await bench.LeasedAsync($"t{i}", needs)).TargetId.ShouldBe("regular");
        (await bench.PlaceAsync("t11", needs: needs)).ShouldBeOfType<PlaceResult.NoSlot>();
    }

    [Fact]
    public async Task A_strategy_is_of_its_kind_alone_and_takes_effect_with_the_next_call()
    {
        var bench = new PlacementBench(redis);
        await bench.RegisterAsync("first", 1, "code/*", "ghl/*");
        await bench.RegisterAsync("second", 1, "code/*", "ghl/*", "spec:rs");
        (await bench.LeasedAsync("t", Edit)).ShouldSatisfyAllConditions(l => l.TargetId.ShouldBe("first"), l => l.Type.ShouldBe("pool"));
        await bench.ReleaseAsync((await bench.ExplainAsync("t")).Token!);

        bench.Options.Strategies["code"] = PlacementStrategies.ResourceBased;

        (await bench.LeasedAsync("u", Edit)).TargetId.ShouldBe("second");
        (await bench.LeasedAsync("v", new Requirements("ghl", "rs:edit"))).TargetId.ShouldBe("first");
    }

    private PlacementBench Bench(string strategy) => new(redis, o => o.Strategies["code"] = strategy);
}
