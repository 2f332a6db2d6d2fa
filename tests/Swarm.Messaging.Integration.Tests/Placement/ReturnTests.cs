using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>What a target gives back without having begun goes to others at once, and to itself after a rest that grows.</summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class ReturnTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task Any_other_target_gets_it_in_the_same_step()
    {
        await bench.RegisterAsync("one", 1);
        var token = await bench.PlacedAsync("t");
        await bench.RegisterAsync("two", 1);

        (await bench.ReturnAsync(token, 1)).Grants.ShouldHaveSingleItem().Lease.TargetId.ShouldBe("two");
    }

    [Fact]
    public async Task Any_other_target_gets_it_as_soon_as_it_has_a_slot_or_comes_new()
    {
        await bench.RegisterAsync("one", 2);
        var (first, second) = (await bench.PlacedAsync("t1"), await bench.PlacedAsync("t2"));
        await bench.RegisterAsync("two", 1);
        var held = await bench.PlacedAsync("holder");

        (await bench.ReturnAsync(first, 1)).Grants.ShouldBeEmpty();
        (await bench.ReturnAsync(second, 2)).Grants.ShouldBeEmpty();
        TheRestLasts();

        (await bench.ReleaseAsync(held)).Grants.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            g => g.Attempt.TaskId.ShouldBe("t1"), g => g.Lease.TargetId.ShouldBe("two"));
        (await bench.RegisterAsync("three", 1)).Grants.ShouldContain(g => g.Attempt.TaskId == "t2");
    }

    [Fact]
    public async Task What_waits_behind_it_gets_the_slot_meanwhile()
    {
        await bench.RegisterAsync("one", 1);
        var token = await bench.PlacedAsync("t");
        await bench.SubmitAsync("behind");

        (await bench.ReturnAsync(token, 1)).Grants.ShouldHaveSingleItem().Attempt.TaskId.ShouldBe("behind");
    }

    [Fact]
    public async Task The_only_target_gets_it_again_after_1_2_4_8_and_then_always_10_s_at_its_old_place()
    {
        await bench.RegisterAsync("one", 1);
        var token = await bench.PlacedAsync("t");
        foreach (var (times, seconds) in new[] { 1, 2, 4, 8, 10, 10 }.Index())
        {
            var (before, rest) = (await NowAsync(), TimeSpan.FromSeconds(seconds));
            (await bench.ReturnAsync(token, 1)).Grants.ShouldBeEmpty();
            var after = await NowAsync();

            var explained = await bench.ExplainAsync("t");
            explained.Needs.ShouldBe(PlacementBench.Analyze.Class);
            // Of a rest that is over already nothing is told any more: only on a machine that stood still.
            foreach (var returned in explained.Returned)
            {
                (returned.TargetId, returned.Times).ShouldBe(("one", times + 1));
                (returned.Until - rest).ShouldBeInRange(before, after);
                explained.Candidates.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                    c => c.Eligible.ShouldBeFalse(), c => c.Reason.ShouldBe(returned.ToString()), c => c.Reason.ShouldContain("not offered to it again before"));
            }

            bench.Clock.Advance(rest);
            (await bench.RenewAsync("one")).Known.ShouldBeTrue();
            var granted = await bench.ExplainAsync("t");
            (granted.Status, granted.Sequence).ShouldBe(("granted", 1));
            token = granted.Token!;
        }
    }

    [Fact]
    public async Task The_rest_is_no_longer_known_a_minute_after_it_is_over()
    {
        await bench.RegisterAsync("one", 1);
        await bench.ReturnAsync(await bench.PlacedAsync("t"), 1);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        var granted = (await bench.SweepAsync()).Grants.ShouldHaveSingleItem().Lease.Token;
        await bench.ConfirmAsync(granted);
        await bench.ReleaseAsync(granted);
        (await bench.Database.KeyExistsAsync($"{bench.Root}returned:t")).ShouldBeTrue();

        bench.Clock.Advance(TimeSpan.FromSeconds(61));
        await bench.SweepAsync();

        await bench.ShouldBeEmptyAsync();
    }

    [Fact]
    public async Task The_next_execution_and_the_next_run_of_the_task_stay_away_from_it_too()
    {
        await bench.RegisterAsync("one", 1);
        await bench.ApplyAsync(new PlacementRequest.Release(await bench.PlacedAsync("t"), Returned: true));
        TheRestLasts();

        (await bench.ApplyAsync(new PlacementRequest.Park(PlacementBench.Attempt("t", 2), PlacementBench.Analyze, "c", 10, 1))).Grants.ShouldBeEmpty();
        (await bench.Store.TryPlaceAsync([new PlaceRequest(new AttemptId("t", 1, 1), PlacementBench.Analyze, "c", 10)], default)).ShouldHaveSingleItem().ShouldBeOfType<PlaceResult.NoSlot>();
        (await bench.PlaceAsync("another")).ShouldBeOfType<PlaceResult.Placed>();
    }

    /// <summary>However slow the machine is: for the store's clock it is an hour earlier.</summary>
    private void TheRestLasts() => bench.Clock.Advance(-TimeSpan.FromHours(1));

    private async Task<DateTimeOffset> NowAsync() => (await bench.Store.TargetsAsync(default)).At;
}
