using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class LeaseTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_slots_of_a_dead_holder_are_free_after_the_lease(bool started)
    {
        await bench.RegisterAsync("dead", 1);
        var token = await bench.PlacedAsync("a");
        if (started)
            await bench.StartAsync("dead", token);
        await bench.SubmitAsync("b");

        Pass(12);
        await bench.RegisterAsync("alive", 1, "ghl/*");
        (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();
        Pass(3);
        var news = await bench.SweepAsync();

        news.Lost.ShouldBe([new LostLease(token, PlacementBench.Attempt("a"), started)]);
        news.Grants.ShouldBeEmpty("its target is lost too");
        (await bench.RenewAsync("dead")).News.Grants.Single().Attempt.TaskId.ShouldBe("b", "it was only silent");
        (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_renewed_lease_lives_and_a_late_renewal_before_the_sweep_saves_it()
    {
        await bench.RegisterAsync("pool", 1);
        var token = await bench.PlacedAsync("a");
        for (var i = 0; i < 8; i++)
        {
            Pass(i == 7 ? 20 : 5);
            (await bench.RenewAsync("pool", token)).Gone.ShouldBeEmpty();
            (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();
        }

        (await bench.ExplainAsync("a")).LeaseRemaining!.Value.TotalSeconds.ShouldBeInRange(10, 15);
    }

    [Fact]
    public async Task A_lease_the_target_does_not_list_is_sent_again_at_5_s_and_expires_at_15_s()
    {
        await bench.RegisterAsync("pool", 3);
        var (queued, running, unlisted) = (await bench.PlacedAsync("q"), await bench.PlacedAsync("r"), await bench.PlacedAsync("u"));
        await bench.StartAsync("pool", running);

        Pass(2);
        (await bench.RenewAsync("pool", queued)).News.Resend.ShouldBeEmpty();
        Pass(3);
        (await bench.RenewAsync("pool", queued)).News.Resend.ShouldBe([unlisted]);
        (await bench.RenewAsync("pool", queued)).News.Resend.ShouldBe([unlisted]);
        Pass(5);
        (await bench.RenewAsync("pool", queued)).News.Resend.ShouldBe([unlisted]);
        Pass(5);
        var lost = (await bench.SweepAsync()).Lost;
        lost.OrderBy(l => l.Token).ShouldBe([new(running, PlacementBench.Attempt("r"), true), new(unlisted, PlacementBench.Attempt("u"), false)]);
        (await bench.RenewAsync("pool", queued, unlisted)).Gone.ShouldBe([unlisted]);
    }

    [Fact]
    public async Task A_heartbeat_may_list_ten_thousand()
    {
        await bench.RegisterAsync("pool", 10_000);
        var requests = Enumerable.Range(0, 10_000).Select(i => new PlaceRequest(PlacementBench.Attempt($"t{i}"), PlacementBench.Analyze, "c", 10)).ToList();
        var tokens = (await bench.Store.TryPlaceAsync(requests, default)).Select(r => ((PlaceResult.Placed)r).Lease.Token).ToList();

        Pass(10);
        (await bench.Store.RenewAsync("pool", [.. tokens, "gone#0.1@0"], default)).ShouldSatisfyAllConditions(
            r => r.Known.ShouldBeTrue(), r => r.Gone.ShouldBe(["gone#0.1@0"]), r => r.News.Resend.ShouldBeEmpty());
        Pass(10);
        (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_loss_is_told_again_after_5_s_until_it_is_acknowledged()
    {
        await bench.RegisterAsync("pool", 1);
        var token = await bench.PlacedAsync("a");
        await bench.StartAsync("pool", token);
        Pass(15);
        var told = (await bench.SweepAsync()).Lost;

        Pass(2);
        (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();
        Pass(3);
        (await bench.SweepAsync()).Lost.ShouldBe(told);
        (await bench.AssertAsync(token)).Lost.ShouldBe(told, "that it had started is still known");
        await bench.Store.AcknowledgeAsync([token]);
        await bench.Store.AcknowledgeAsync([token]);
        Pass(60);
        (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();
        (await bench.AssertAsync(token)).Lost.Single().Started.ShouldBeFalse("nobody knows any more but the saga");
    }

    [Fact]
    public async Task Release_of_a_lost_lease_ends_the_news_of_it()
    {
        await bench.RegisterAsync("pool", 1);
        var token = await bench.PlacedAsync("a");
        Pass(15);
        (await bench.SweepAsync()).Lost.ShouldHaveSingleItem();

        await bench.ReleaseAsync(token);

        Pass(5);
        (await bench.SweepAsync()).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task Hosts_that_sweep_at_once_find_each_thing_once()
    {
        await bench.RegisterAsync("pool", 200);
        for (var i = 0; i < 200; i++)
            await bench.PlacedAsync($"t{i}");
        Pass(15);

        var sweeps = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => bench.SweepAsync(37)));

        sweeps.SelectMany(s => s.Lost).Count().ShouldBe(200);
        sweeps.SelectMany(s => s.Lost).Distinct().Count().ShouldBe(200);
        sweeps.ShouldAllBe(s => s.Lost.Count <= 37);
    }

    // Real time passes as well, a second or two on a busy machine: what must not have happened yet is asked well before its time.
    private void Pass(double seconds) => bench.Clock.Advance(TimeSpan.FromSeconds(seconds));
}
