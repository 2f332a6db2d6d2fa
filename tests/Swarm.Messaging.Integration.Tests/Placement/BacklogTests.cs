using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class BacklogTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis, o => (o.BacklogBound, o.MaxClasses) = (10, 3));

    [Fact]
    public async Task The_eleventh_of_ten_is_refused_but_other_queues_and_accepted_tasks_are_not()
    {
        for (var i = 0; i < 10; i++)
            await bench.SubmitAsync($"t{i}");

        (await bench.PlaceAsync("t10")).ShouldBe(new PlaceResult.BacklogFull(10, 10));
        (await bench.PlaceAsync("retry", sequence: 3)).ShouldBe(new PlaceResult.NoSlot(3));
        await bench.ParkAsync("accepted", 4);
        (await bench.PlaceAsync("other", needs: new Requirements("ghl", "tag_add"))).ShouldBe(new PlaceResult.NoSlot(11));
        (await bench.WaitingAsync()).ShouldBe(12);
    }

    [Fact]
    public async Task The_bound_holds_for_parallel_submissions()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => bench.PlaceAsync($"t{i}")));

        results.OfType<PlaceResult.NoSlot>().Select(r => r.Sequence).Order().ShouldBe(Enumerable.Range(1, 10).Select(i => (long)i));
        results.OfType<PlaceResult.BacklogFull>().Count().ShouldBe(40);
    }

    [Fact]
    public async Task A_full_backlog_does_not_refuse_what_can_be_placed()
    {
        for (var i = 0; i < 10; i++)
            await bench.SubmitAsync($"t{i}", needs: new Requirements("code", "edit"));
        await bench.RegisterAsync("pool", 1, "code/analyze");

        (await bench.PlaceAsync("placed")).ShouldBeOfType<PlaceResult.Placed>();
    }

    [Fact]
    public async Task Distinct_classes_that_wait_are_bounded_and_collected()
    {
        for (var i = 0; i < 3; i++)
            await bench.SubmitAsync($"t{i}", needs: new Requirements("code", $"op{i}"));

        (await bench.PlaceAsync("t3", needs: new Requirements("code", "op3"))).ShouldBe(new PlaceResult.TooManyClasses(3, 3));
        (await bench.PlaceAsync("t4", needs: new Requirements("code", "op1"))).ShouldBeOfType<PlaceResult.NoSlot>();
        await bench.UnparkAsync("t0");
        (await bench.PlaceAsync("t3", needs: new Requirements("code", "op3"))).ShouldBeOfType<PlaceResult.NoSlot>();
    }

    [Fact]
    public async Task A_reservation_lapses_after_a_minute_unless_it_is_asked_for_again()
    {
        await bench.PlaceAsync("lapses");
        await bench.PlaceAsync("asks-again");
        Pass(40);
        await bench.PlaceAsync("asks-again");
        Pass(20);

        (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();

        (await bench.ExplainAsync("lapses")).Status.ShouldBe("none");
        (await bench.ExplainAsync("asks-again")).Status.ShouldBe("reserved");
        (await bench.WaitingAsync()).ShouldBe(1);
        (await bench.ParkAsync("lapses", 1)).IsEmpty.ShouldBeTrue();
        (await bench.WaitingAsync()).ShouldBe(2);
    }

    private void Pass(double seconds) => bench.Clock.Advance(TimeSpan.FromSeconds(seconds));
}
