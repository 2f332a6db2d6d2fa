using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class TargetTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task A_class_goes_only_to_targets_that_declare_operation_and_tags()
    {
        await bench.RegisterAsync("plain", 9, "code/edit");
        await bench.RegisterAsync("any-gpu", 9, "code/*", "gpu");
        await bench.RegisterAsync("both", 9, "code/edit", "gpu", "eu");

        async Task<string?> TargetOf(string operation, params string[] tags) =>
            (await bench.PlaceAsync(Guid.NewGuid().ToString("n"), needs: new Requirements("code", operation, tags)) as PlaceResult.Placed)?.Lease.TargetId;
        (await TargetOf("edit")).ShouldBe("plain");
        (await TargetOf("edit", "gpu")).ShouldBe("any-gpu");
        (await TargetOf("edit", "eu", "gpu")).ShouldBe("both");
        (await TargetOf("analyze")).ShouldBe("any-gpu");
        (await TargetOf("analyze", "eu")).ShouldBeNull();
        (await bench.PlaceAsync("x", needs: new Requirements("ghl", "edit"))).ShouldBeOfType<PlaceResult.NoSlot>();
    }

    [Fact]
    public async Task One_that_cannot_be_placed_does_not_hold_up_those_behind_it()
    {
        await bench.SubmitAsync("blocked", rank: 0, needs: new Requirements("code", "analyze", ["missing"]));
        for (var i = 0; i < 5; i++)
            await bench.SubmitAsync($"t{i}");

        var news = await bench.RegisterAsync("pool", 10);

        news.Grants.Select(g => g.Attempt.TaskId).ShouldBe(["t0", "t1", "t2", "t3", "t4"]);
        (await bench.RegisterAsync("capable", 1, "code/*", "missing")).Grants.Single().Attempt.TaskId.ShouldBe("blocked");
    }

    [Fact]
    public async Task A_target_that_learns_something_or_grows_serves_those_who_wait()
    {
        await bench.RegisterAsync("pool", 1, "code/analyze");
        await bench.PlacedAsync("a");
        await bench.SubmitAsync("b");
        await bench.SubmitAsync("edit", needs: new Requirements("code", "edit"));

        (await bench.RegisterAsync("pool", 2, "code/analyze")).Grants.Single().Attempt.TaskId.ShouldBe("b");
        (await bench.RegisterAsync("pool", 3, "code/edit")).Grants.Single().Attempt.TaskId.ShouldBe("edit");
        (await bench.PlaceAsync("c")).ShouldBeOfType<PlaceResult.NoSlot>("the pool has unlearned it");
        (await bench.RegisterAsync("pool", 1, "code/edit")).IsEmpty.ShouldBeTrue();
        (await bench.UsedAsync("pool")).ShouldBe(3);
    }

    [Fact]
    public async Task Drained_it_gets_nothing_and_keeps_its_leases_until_it_returns()
    {
        await bench.RegisterAsync("pool", 2);
        var token = await bench.PlacedAsync("a");
        await bench.Store.DrainTargetAsync("pool", null, default);
        await bench.Store.DrainTargetAsync("pool", null, default);
        await bench.SubmitAsync("b");

        var renewal = await bench.RenewAsync("pool", token);
        renewal.News.IsEmpty.ShouldBeTrue();
        (await bench.ReleaseAsync(token)).IsEmpty.ShouldBeTrue();
        (await bench.Store.ReportAsync(default)).Targets.Single().Status.ShouldBe("draining");
        (await bench.RegisterAsync("pool", 2)).Grants.Single().Attempt.TaskId.ShouldBe("b");
    }

    [Fact]
    public async Task Removed_it_loses_at_once_what_it_never_began()
    {
        await bench.SubmitAsync("granted");
        await bench.RegisterAsync("pool", 3);
        var (placed, started) = (await bench.PlacedAsync("placed"), await bench.PlacedAsync("started"));
        await bench.StartAsync("pool", started);
        await bench.RegisterAsync("second", 1);

        var news = await bench.Store.RemoveTargetAsync("pool", default);

        news.Lost.ShouldBe([new LostLease(placed, PlacementBench.Attempt("placed"), false)]);
        news.Grants.Single().ShouldSatisfyAllConditions(g => g.Attempt.TaskId.ShouldBe("granted"), g => g.Lease.TargetId.ShouldBe("second"));
        (await bench.Store.RemoveTargetAsync("pool", default)).IsEmpty.ShouldBeTrue();
        (await bench.RenewAsync("pool", placed, started)).ShouldSatisfyAllConditions(r => r.Known.ShouldBeFalse(), r => r.Gone.ShouldBe([placed]));
        bench.Clock.Advance(TimeSpan.FromSeconds(15));
        (await bench.SweepAsync()).Lost.Single(l => l.Token == started).Started.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_one_that_is_dead_what_it_began_is_lost_at_once_too()
    {
        await bench.RegisterAsync("pool", 3);
        var (placed, started) = (await bench.PlacedAsync("placed"), await bench.PlacedAsync("started"));
        await bench.StartAsync("pool", started);

        var news = await bench.Store.RemoveDeadTargetAsync("pool", default);

        news.Lost.ShouldBe([new LostLease(placed, PlacementBench.Attempt("placed"), false), new LostLease(started, PlacementBench.Attempt("started"), true)]);
        (await bench.Store.ReportAsync(default)).ShouldSatisfyAllConditions(r => r.Leases.ShouldBe(0), r => r.Kinds.ShouldAllBe(k => k.Held == 0));
        (await bench.Store.RemoveDeadTargetAsync("pool", default)).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public async Task A_silent_target_gets_nothing_after_15_s_and_is_forgotten_after_5_min()
    {
        await bench.RegisterAsync("silent", 5);
        await bench.RegisterAsync("alive", 5);
        bench.Clock.Advance(TimeSpan.FromSeconds(16));
        await bench.RenewAsync("alive");

        ((PlaceResult.Placed)await bench.PlaceAsync("a")).Lease.TargetId.ShouldBe("alive");
        (await bench.Store.ReportAsync(default)).Targets.Select(t => t.Status).ShouldBe(["lost", "active"]);
        bench.Clock.Advance(TimeSpan.FromSeconds(285));
        await bench.RenewAsync("alive");
        await bench.SweepAsync();
        (await bench.RenewAsync("silent")).Known.ShouldBeFalse();
        (await bench.Store.ReportAsync(default)).Targets.Select(t => t.TargetId).ShouldBe(["alive"]);
    }

    [Fact]
    public async Task One_that_is_gone_is_explained_as_lost_whatever_else_it_lacks()
    {
        await bench.RegisterAsync("gone", 5);
        await bench.RegisterAsync("alive", 5);
        bench.Clock.Advance(TimeSpan.FromSeconds(16));
        await bench.RenewAsync("alive");

        foreach (var task in new[] { PlacementBench.Attempt("served"), PlacementBench.Attempt("tagged") })
        {
            var needs = task.TaskId == "served" ? PlacementBench.Analyze : new Requirements("code", "analyze", ["gpu"]);
            var gone = (await bench.Store.ExplainAsync(task, needs, default)).Candidates.Single(c => c.TargetId == "gone");
            gone.Eligible.ShouldBeFalse();
            gone.Reason.ShouldStartWith("lost: not heard of for ");
        }
    }

    [Fact]
    public async Task Explain_says_who_could_and_why_the_others_cannot()
    {
        await bench.RegisterAsync("full", 1);
        await bench.RegisterAsync("draining", 1);
        await bench.RegisterAsync("lacking", 1, "ghl/*");
        await bench.RegisterAsync("guarded", 0);
        await bench.Store.DrainTargetAsync("draining", null, default);
        var token = await bench.PlacedAsync("holder");
        await bench.SubmitAsync("one", client: "other");
        await bench.SubmitAsync("two");
        await bench.SubmitAsync("three");

        var explanation = await bench.ExplainAsync("three");

        explanation.ShouldSatisfyAllConditions(
            e => e.Status.ShouldBe("parked"), e => e.Needs.ShouldBe("code/analyze"), e => e.PositionInLane.ShouldBe(2),
            e => e.AheadInClass.ShouldBe(2), e => e.Sequence.ShouldBe(4), e => e.Rank.ShouldBe(10));
        explanation.Candidates.Select(c => (c.TargetId, c.Reason)).ShouldBe([("draining", "draining"), ("full", "full"), ("guarded", "offers no slots now"), ("lacking", "lacks code/analyze")]);
        explanation.Candidates.ShouldAllBe(c => !c.Eligible);
        (await bench.ExplainAsync("holder")).ShouldSatisfyAllConditions(e => e.Token.ShouldBe(token), e => e.TargetId.ShouldBe("full"));
        (await bench.ExplainAsync("unknown")).Status.ShouldBe("none");
    }
}
