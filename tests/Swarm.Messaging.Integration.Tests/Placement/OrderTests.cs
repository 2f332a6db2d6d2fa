using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class OrderTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task Ranks_leave_best_first_when_a_target_comes_later()
    {
        foreach (var rank in new[] { 20, 1, 10, 0 })
            await bench.SubmitAsync($"rank-{rank}", rank);

        (await ServeAllAsync(4)).ShouldBe(["rank-0", "rank-1", "rank-10", "rank-20"]);
    }

    [Fact]
    public async Task Equal_ranks_leave_in_acceptance_order_also_across_clients_classes_and_kinds()
    {
        var classes = new[] { PlacementBench.Analyze, new Requirements("code", "edit"), new Requirements("ghl", "tag_add"), new Requirements("code", "edit", ["gpu"]) };
        for (var i = 0; i < 16; i++)
            await bench.SubmitAsync($"t{i}", needs: classes[i % 4], client: $"client-{i % 3}");

        (await ServeAllAsync(16, "code/*", "ghl/*", "gpu")).ShouldBe(Enumerable.Range(0, 16).Select(i => $"t{i}"));
    }

    [Fact]
    public async Task Items_of_one_carrier_take_consecutive_numbers_in_item_order_and_slots_by_rank()
    {
        await bench.RegisterAsync("pool", 2);
        var ranks = new[] { 50, 0, 10, 5 };

        var results = await bench.Store.TryPlaceAsync(
            [.. ranks.Select((rank, i) => new PlaceRequest(PlacementBench.Attempt($"t{i}"), PlacementBench.Analyze, "c", rank))], default);

        results.Select(Sequence).ShouldBe([1, 2, 3, 4]);
        results.Select(r => r is PlaceResult.Placed).ShouldBe([false, true, false, true]);
    }

    [Fact]
    public async Task A_newcomer_is_not_placed_past_those_who_wait()
    {
        await bench.SubmitAsync("first", needs: new Requirements("code", "edit"));
        var grants = (await bench.RegisterAsync("pool", 1)).Grants;
        grants.Single().Attempt.TaskId.ShouldBe("first");
        await bench.SubmitAsync("second");

        (await bench.PlaceAsync("third", rank: 0)).ShouldBeOfType<PlaceResult.NoSlot>();
        (await bench.ReleaseAsync(grants[0].Lease.Token)).Grants.Single().Attempt.TaskId.ShouldBe("second");
    }

    [Fact]
    public async Task A_retry_takes_the_place_of_its_first_sequence()
    {
        await bench.RegisterAsync("pool", 1);
        var token = await bench.PlacedAsync("a");
        await bench.SubmitAsync("b");
        await bench.SubmitAsync("c");

        var news = await bench.ApplyAsync(
            new PlacementRequest.Park(PlacementBench.Attempt("a", 2), PlacementBench.Analyze, "c", 10, 1),
            new PlacementRequest.Release(token));

        news.Grants.Single().Attempt.ShouldBe(PlacementBench.Attempt("a", 2));
    }

    [Fact]
    public async Task Load_is_spread_by_least_connections_and_ties_go_to_the_first_registered()
    {
        await bench.RegisterAsync("z-first", 2);
        await bench.RegisterAsync("a-second", 4, "code/analyze", "gpu");
        var targets = new List<string>();
        for (var i = 0; i < 6; i++)
            targets.Add(((PlaceResult.Placed)await bench.PlaceAsync($"t{i}")).Lease.TargetId);

        // loads before each: 0 0 | .5 0 | .5 .25 | .5 .5 | 1 .5 | 1 .75
        targets.ShouldBe(["z-first", "a-second", "a-second", "z-first", "a-second", "a-second"]);
    }

    private static long Sequence(PlaceResult result) =>
        result is PlaceResult.Placed placed ? placed.Sequence : result.ShouldBeOfType<PlaceResult.NoSlot>().Sequence;

    private async Task<IReadOnlyList<string>> ServeAllAsync(int count, params string[] capabilities)
    {
        var served = new List<string>();
        var news = await bench.RegisterAsync("one", 1, capabilities);
        for (var i = 0; i < count; i++)
        {
            var grant = news.Grants.ShouldHaveSingleItem();
            served.Add(grant.Attempt.TaskId);
            await bench.ConfirmAsync(grant.Lease.Token);
            news = await bench.ReleaseAsync(grant.Lease.Token);
        }

        news.Grants.ShouldBeEmpty();
        return served;
    }
}
