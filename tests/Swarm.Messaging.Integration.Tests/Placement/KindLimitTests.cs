using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class KindLimitTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis, o => o.KindLimits["code"] = 2);

    [Fact]
    public async Task Of_hundred_parallel_takers_of_a_limit_exactly_so_many_get_a_slot()
    {
        foreach (var id in new[] { "a", "b", "c" })
            await bench.RegisterAsync(id, 50);

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => bench.PlaceAsync($"t{i}")));

        results.OfType<PlaceResult.Placed>().Count().ShouldBe(2);
        (await bench.PlaceAsync("other", needs: new Requirements("ghl", "note"))).ShouldBeOfType<PlaceResult.NoSlot>("no target takes it");
        (await KindAsync()).ShouldBe(new KindReport("code", 2, 2, PlacementStrategies.LeastConnections));
    }

    [Fact]
    public void Fifty_of_kind_code_is_the_default() => new PlacementOptions().LimitOf("code").ShouldBe(50);

    [Fact]
    public async Task Whoever_ends_gives_way_to_the_best_that_can_be_served_anywhere()
    {
        await bench.RegisterAsync("edits", 5, "code/edit");
        await bench.RegisterAsync("analyses", 5, "code/analyze");
        var held = await bench.PlacedAsync("holder", needs: new Requirements("code", "edit"));
        await bench.PlacedAsync("holder-2", needs: new Requirements("code", "edit"));
        await bench.SubmitAsync("nobody-can", rank: 0, needs: new Requirements("code", "test"));
        await bench.SubmitAsync("edit", rank: 10, needs: new Requirements("code", "edit"));
        await bench.SubmitAsync("avoids", rank: 6, needs: new Requirements("code", "analyze", null, ["somebody"]));
        await bench.SubmitAsync("analyze", rank: 5, needs: PlacementBench.Analyze);

        var served = new List<(string, string)>();
        for (var news = await bench.ReleaseAsync(held); news.Grants.Count > 0; news = await bench.ReleaseAsync(news.Grants[0].Lease.Token))
            served.Add((news.Grants.Single().Attempt.TaskId, news.Grants[0].Lease.TargetId));

        served.ShouldBe([("analyze", "analyses"), ("avoids", "analyses"), ("edit", "edits")]);
    }

    [Fact]
    public async Task A_kind_at_its_limit_does_not_hold_up_another_kind_and_takes_its_turn_with_it()
    {
        await bench.RegisterAsync("both", 3, "code/*", "ghl/*");
        var note = new Requirements("ghl", "note");
        var (first, _, third) = (await bench.PlacedAsync("c1"), await bench.PlacedAsync("c2"), await bench.PlacedAsync("g1", needs: note));
        await bench.SubmitAsync("c3");
        await bench.SubmitAsync("g2", needs: note);
        await bench.SubmitAsync("c4");

        (await bench.ReleaseAsync(third)).Grants.Single().Attempt.TaskId.ShouldBe("g2", "code has reached its limit");
        await bench.SubmitAsync("g3", rank: 0, needs: note);
        (await bench.ReleaseAsync(first)).Grants.Single().Attempt.TaskId.ShouldBe("g3", "it is better than c3 and its target has one slot");
        await bench.ReleaseAsync((await bench.ExplainAsync("g2", note)).Token!);
        (await bench.ExplainAsync("c3")).Status.ShouldBe("granted");
    }

    [Fact]
    public async Task Explain_says_that_the_limit_is_what_it_waits_for()
    {
        await bench.RegisterAsync("pool", 5);
        await bench.PlacedAsync("a");
        await bench.PlacedAsync("b");
        await bench.SubmitAsync("c");

        var explanation = await bench.ExplainAsync("c");

        explanation.Kind.ShouldSatisfyAllConditions(k => k.AtLimit.ShouldBeTrue(), k => k.Held.ShouldBe(2), k => k.Limit.ShouldBe(2));
        explanation.Candidates.Single().ShouldSatisfyAllConditions(c => c.Eligible.ShouldBeFalse(), c => c.Reason.ShouldBe("kind limit"));
    }

    [Fact]
    public async Task Dead_holders_give_their_places_back_after_the_lease()
    {
        await bench.RegisterAsync("dead", 5);
        await bench.StartAsync("dead", await bench.PlacedAsync("a"));
        await bench.PlacedAsync("b");
        await bench.SubmitAsync("c");
        bench.Clock.Advance(TimeSpan.FromSeconds(13));
        await bench.RegisterAsync("alive", 5);
        (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();
        bench.Clock.Advance(TimeSpan.FromSeconds(2));

        var news = await bench.SweepAsync();

        news.Lost.Count.ShouldBe(2);
        news.Grants.Single().ShouldSatisfyAllConditions(g => g.Attempt.TaskId.ShouldBe("c"), g => g.Lease.TargetId.ShouldBe("alive"));
        (await KindAsync()).Held.ShouldBe(1);
    }

    [Fact]
    public async Task A_removed_target_gives_back_what_it_never_began()
    {
        await bench.RegisterAsync("pool", 5);
        await bench.RegisterAsync("other", 5, "code/edit");
        await bench.PlacedAsync("a");
        await bench.PlacedAsync("b");
        await bench.SubmitAsync("c", needs: new Requirements("code", "edit"));

        (await bench.Store.RemoveTargetAsync("pool", default)).Grants.Single().Lease.TargetId.ShouldBe("other");
    }

    [Fact]
    public async Task A_changed_limit_takes_nothing_away_and_what_it_allows_comes_with_the_next_sweep()
    {
        await bench.RegisterAsync("pool", 9);
        var held = await bench.PlacedAsync("a");
        await bench.PlacedAsync("b");
        foreach (var task in new[] { "c", "d", "e" })
            await bench.SubmitAsync(task);

        bench.Options.KindLimits["code"] = 1;
        (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();
        (await bench.ReleaseAsync(held)).IsEmpty.ShouldBeTrue();
        bench.Options.KindLimits["code"] = 3;
        (await bench.SweepAsync()).Grants.Select(g => g.Attempt.TaskId).ShouldBe(["c", "d"]);
        bench.Options.KindLimits["code"] = 0;
        (await bench.SweepAsync()).Grants.Select(g => g.Attempt.TaskId).ShouldBe(["e"]);
    }

    [Fact]
    public async Task Tokens_by_kind_that_are_missing_are_put_right_from_the_leases()
    {
        await bench.RegisterAsync("pool", 9);
        await bench.PlacedAsync("a");
        await bench.PlacedAsync("b");
        await bench.Database.KeyDeleteAsync([bench.Root + "held:code", bench.Root + "kinds"]);

        await bench.SweepAsync();

        (await KindAsync()).Held.ShouldBe(2);
        (await bench.PlaceAsync("c")).ShouldBeOfType<PlaceResult.NoSlot>();
    }

    private async Task<KindReport> KindAsync() => (await bench.Store.ReportAsync(default)).Kinds.Single(k => k.Kind == "code");
}
