using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class GrantTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task Unconfirmed_for_5_s_it_goes_back_to_its_old_place_and_is_granted_again_under_a_new_token()
    {
        await bench.SubmitAsync("a");
        await bench.SubmitAsync("b");
        var first = (await bench.RegisterAsync("pool", 1)).Grants.Single();
        Pass(2);
        (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();
        Pass(3);

        var second = (await bench.SweepAsync()).Grants.Single();

        second.Attempt.ShouldBe(first.Attempt);
        second.Lease.Token.ShouldNotBe(first.Lease.Token);
        (await bench.ConfirmAsync(first.Lease.Token)).Lost.Single().ShouldBe(new LostLease(first.Lease.Token, first.Attempt, false));
        (await bench.ConfirmAsync(second.Lease.Token)).IsEmpty.ShouldBeTrue();
        (await bench.ConfirmAsync(second.Lease.Token)).IsEmpty.ShouldBeTrue();
        (await bench.ExplainAsync("a")).Status.ShouldBe("placed");
        (await bench.ExplainAsync("b")).PositionInLane.ShouldBe(1);
    }

    [Fact]
    public async Task One_taken_back_yields_to_a_better_one_that_came_meanwhile()
    {
        await bench.SubmitAsync("a");
        await bench.RegisterAsync("pool", 1);
        await bench.SubmitAsync("urgent", rank: 0);
        Pass(5);

        (await bench.SweepAsync()).Grants.Single().Attempt.TaskId.ShouldBe("urgent");
        (await bench.ExplainAsync("a")).Status.ShouldBe("parked");
    }

    [Fact]
    public async Task One_taken_back_may_find_another_target_free()
    {
        await bench.SubmitAsync("a");
        await bench.RegisterAsync("any", 1);
        await bench.SubmitAsync("urgent", rank: 0, needs: new Requirements("code", "edit"));
        await bench.RegisterAsync("analyst", 1, "code/analyze");
        Pass(5);

        var grants = (await bench.SweepAsync()).Grants;

        grants.Select(g => (g.Attempt.TaskId, g.Lease.TargetId)).Order().ShouldBe([("a", "analyst"), ("urgent", "any")]);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("renew")]
    [InlineData("assert")]
    public async Task Whoever_speaks_for_the_lease_confirms_it(string who)
    {
        await bench.SubmitAsync("a");
        var token = (await bench.RegisterAsync("pool", 1)).Grants.Single().Lease.Token;

        _ = who switch
        {
            "start" => (object)await bench.StartAsync("pool", token),
            "renew" => await bench.RenewAsync("pool", token),
            _ => await bench.AssertAsync(token),
        };

        Pass(10);
        (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();
        (await bench.ConfirmAsync(token)).IsEmpty.ShouldBeTrue();
        (await bench.ExplainAsync("a")).Status.ShouldBe(who == "start" ? "started" : "placed");
    }

    [Fact]
    public async Task Park_takes_a_free_slot_at_once_and_again_tells_the_same_grant()
    {
        var reserved = (PlaceResult.NoSlot)await bench.PlaceAsync("a");
        (await bench.RegisterAsync("pool", 1)).IsEmpty.ShouldBeTrue();

        var grant = (await bench.ParkAsync("a", reserved.Sequence)).Grants.Single();

        (await bench.ParkAsync("a", reserved.Sequence)).Grants.ShouldBe([grant]);
        await bench.ConfirmAsync(grant.Lease.Token);
        (await bench.ParkAsync("a", reserved.Sequence)).Grants.ShouldBe([grant with { Again = true }], "whoever parks beside his own slot hears of it");
        (await bench.WaitingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Released_it_goes_on_to_the_next()
    {
        await bench.SubmitAsync("a");
        await bench.SubmitAsync("b");
        var token = (await bench.RegisterAsync("pool", 1)).Grants.Single().Lease.Token;

        (await bench.ReleaseAsync(token)).Grants.Single().Attempt.TaskId.ShouldBe("b");
        (await bench.ReleaseAsync(token)).IsEmpty.ShouldBeTrue();
    }

    private void Pass(double seconds) => bench.Clock.Advance(TimeSpan.FromSeconds(seconds));
}
