using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class SlotTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task Hundred_parallel_takers_of_five_slots_get_exactly_five()
    {
        await bench.RegisterAsync("pool", 5);

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => bench.PlaceAsync($"t{i}")));
        var placed = results.OfType<PlaceResult.Placed>().ToList();
        placed.Count.ShouldBe(5);
        await Task.WhenAll(results.Select((r, i) => r is PlaceResult.NoSlot n ? bench.ParkAsync($"t{i}", n.Sequence) : Task.CompletedTask));
        (await bench.WaitingAsync()).ShouldBe(95);
        (await bench.UsedAsync("pool")).ShouldBe(5);

        var tokens = new Queue<string>(placed.Select(p => p.Lease.Token));
        var ended = 0;
        while (tokens.TryDequeue(out var token))
        {
            ended++;
            foreach (var grant in (await bench.ReleaseAsync(token)).Grants)
                tokens.Enqueue(grant.Lease.Token);
        }

        ended.ShouldBe(100);
        (await bench.UsedAsync("pool")).ShouldBe(0);
        (await bench.WaitingAsync()).ShouldBe(0);
        await bench.ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task Released_twice_frees_one_slot()
    {
        await bench.RegisterAsync("pool", 2);
        var (a, _) = (await bench.PlacedAsync("a"), await bench.PlacedAsync("b"));

        await bench.ReleaseAsync(a);
        await bench.ReleaseAsync(a);

        (await bench.UsedAsync("pool")).ShouldBe(1);
    }

    [Fact]
    public async Task An_old_token_of_an_attempt_that_was_placed_again_changes_nothing()
    {
        await bench.RegisterAsync("pool", 1);
        var old = await bench.PlacedAsync("a");
        await bench.ReleaseAsync(old);
        var now = await bench.PlacedAsync("a");

        now.ShouldNotBe(old);
        await bench.ReleaseAsync(old);
        (await bench.StartAsync("pool", old)).ShouldBeFalse();
        (await bench.RenewAsync("pool", old, now)).Gone.ShouldBe([old]);
        (await bench.ConfirmAsync(old)).Lost.ShouldBe([new LostLease(old, PlacementBench.Attempt("a"), false)]);
        (await bench.ExplainAsync("a")).Token.ShouldBe(now);
        (await bench.UsedAsync("pool")).ShouldBe(1);
    }

    [Fact]
    public async Task No_token_comes_twice_even_when_the_store_has_lost_its_last_writes()
    {
        await bench.RegisterAsync("pool", 1);
        var before = await bench.PlacedAsync("a");
        await bench.ReleaseAsync(before);
        await bench.Database.KeyDeleteAsync(bench.Root + "fence");

        var after = await bench.PlacedAsync("a");

        Fence(after).ShouldBeGreaterThan(Fence(before));
        static long Fence(string token) => long.Parse(token[(token.IndexOf('@') + 1)..]);
    }

    [Fact]
    public async Task The_same_request_again_gets_the_same_answer()
    {
        await bench.RegisterAsync("pool", 1);
        var placed = await bench.PlaceAsync("a");
        (await bench.PlaceAsync("a")).ShouldBe(placed);
        var reserved = await bench.PlaceAsync("b");
        (await bench.PlaceAsync("b")).ShouldBe(reserved);
        await bench.ParkAsync("b", ((PlaceResult.NoSlot)reserved).Sequence);
        (await bench.PlaceAsync("b")).ShouldBe(reserved);

        (await bench.WaitingAsync()).ShouldBe(1);
        (await bench.UsedAsync("pool")).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_attempt_twice_in_one_carrier_is_one()
    {
        await bench.RegisterAsync("pool", 1);
        PlaceRequest Ask(string task) => new(PlacementBench.Attempt(task), PlacementBench.Analyze, "c", 10);

        var results = await bench.Store.TryPlaceAsync([Ask("a"), Ask("a"), Ask("b"), Ask("b")], default);

        results[0].ShouldBeOfType<PlaceResult.Placed>();
        results[1].ShouldBe(results[0]);
        results[2].ShouldBe(new PlaceResult.NoSlot(2));
        results[3].ShouldBe(results[2]);
        (await bench.WaitingAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Unpark_gives_back_place_reservation_and_unconfirmed_slot_but_not_a_lease()
    {
        foreach (var task in new[] { "granted", "parked" })
            await bench.SubmitAsync(task);
        await bench.PlaceAsync("reserved");
        await bench.RegisterAsync("pool", 1);

        for (var twice = 0; twice < 2; twice++)
        {
            await bench.UnparkAsync("reserved");
            (await bench.WaitingAsync()).ShouldBe(1);
        }

        var next = (await bench.UnparkAsync("granted")).Grants.ShouldHaveSingleItem();
        next.Attempt.TaskId.ShouldBe("parked");
        await bench.ConfirmAsync(next.Lease.Token);
        await bench.UnparkAsync("parked");
        (await bench.ExplainAsync("parked")).Status.ShouldBe("placed");
        (await bench.WaitingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Start_is_idempotent_by_call()
    {
        await bench.RegisterAsync("pool", 1);
        await bench.RegisterAsync("other", 1, "none");
        var token = await bench.PlacedAsync("a");

        (await bench.StartAsync("other", token, "x")).ShouldBeFalse();
        (await bench.StartAsync("pool", token, "x")).ShouldBeTrue();
        (await bench.StartAsync("pool", token, "x")).ShouldBeTrue();
        (await bench.StartAsync("pool", token, "y")).ShouldBeFalse();
        (await bench.StartAsync("pool", "garbage", "y")).ShouldBeFalse();
        (await bench.ExplainAsync("a")).Status.ShouldBe("started");
    }
}
