using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class FlowTests(PlacementRedis redis)
{
    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task A_client_s_limit_counts_over_all_operations_and_stops_nobody_else()
    {
        await bench.RegisterAsync("target", 100, "ghl/*");
        await LimitAsync("client:a", concurrency: 2);

        var leases = new List<string>();
        for (var i = 0; i < 2; i++)
            leases.Add((await PlaceAsync($"a{i}", "a", i == 0 ? "tag_add" : "note")).ShouldBeOfType<PlaceResult.Placed>().Lease.Token);
        (await SubmitAsync("a2", "a")).ShouldBeOfType<PlaceResult.NoSlot>();
        (await PlaceAsync("b0", "b")).ShouldBeOfType<PlaceResult.Placed>();

        var wait = (await ExplainAsync("a2")).Flow.ShouldNotBeNull();
        wait.ShouldSatisfyAllConditions(w => w.Key.ShouldBe("client:a"), w => w.Reason.ShouldBe("client:a has 2 of 2 at a time"), w => w.OpensAt.ShouldBeNull());
        (await bench.ReleaseAsync(leases[0])).Grants.ShouldHaveSingleItem().Attempt.TaskId.ShouldBe("a2");
    }

    [Fact]
    public async Task Many_takers_of_a_limit_get_exactly_that_many()
    {
        await bench.RegisterAsync("target", 1000, "ghl/*");
        await LimitAsync("client:*", concurrency: 5);

        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => PlaceAsync($"t{i}", "a")));

        results.OfType<PlaceResult.Placed>().Count().ShouldBe(5);
        (await ReportAsync("client:*")).Limit!.Concurrency.ShouldBe(5);
    }

    [Fact]
    public async Task A_rate_is_never_overrun_in_any_span_and_work_goes_on_by_itself()
    {
        await bench.RegisterAsync("target", 1000, "ghl/*");
        await LimitAsync("location:x", rates: new FlowRate(10, TimeSpan.FromSeconds(10)));
        for (var i = 0; i < 30; i++)
            await SubmitAsync($"t{i}", "a", flow: "location:x");
        var begun = new List<(DateTimeOffset At, int Count)> { (Now(), 10) };
        (await bench.WaitingAsync("ghl")).ShouldBe(20);
        var wait = (await ExplainAsync("t10", "location:x")).Flow.ShouldNotBeNull();
        wait.Reason.ShouldBe("location:x has begun 10 of 10 in 10 s");
        wait.OpensAt.ShouldNotBeNull().ShouldBeGreaterThan(Now() + TimeSpan.FromSeconds(8));
        for (var second = 1; second <= 25; second++)
        {
            foreach (var grant in await AfterAsync(1, "target"))
            {
                await bench.ConfirmAsync(grant.Lease.Token);
                begun.Add((Now(), 1));
            }
        }

        begun.Sum(b => b.Count).ShouldBe(30);
        foreach (var (at, _) in begun)
            begun.Where(b => b.At >= at && b.At < at + TimeSpan.FromSeconds(10)).Sum(b => b.Count).ShouldBeLessThanOrEqualTo(10);
    }

    [Fact]
    public async Task A_sweep_is_due_when_a_rate_lets_the_next_begin_and_not_at_the_next_second()
    {
        await bench.RegisterAsync("target", 10, "ghl/*");
        (await bench.Store.UntilDueAsync(default)).ShouldBeNull();
        await LimitAsync("client:a", rates: new FlowRate(1, TimeSpan.FromMinutes(1)));
        await SubmitAsync("a1", "a");
        (await bench.Store.UntilDueAsync(default)).ShouldBeNull("nobody waits");
        await SubmitAsync("a2", "a");

        var opens = (await ExplainAsync("a2")).Flow!.OpensAt!.Value;
        (await bench.Store.UntilDueAsync(default)).ShouldNotBeNull().ShouldBe(opens - Now(), TimeSpan.FromSeconds(5));
        bench.Clock.Advance(TimeSpan.FromSeconds(62));
        (await bench.Store.UntilDueAsync(default)).ShouldBe(TimeSpan.Zero);
        await bench.UnparkAsync("a2");
        await bench.SweepAsync();
        (await bench.Store.UntilDueAsync(default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_pause_with_a_time_ends_by_itself_and_one_without_by_a_word()
    {
        await bench.RegisterAsync("target", 10, "ghl/*");
        await PauseAsync("client:a", TimeSpan.FromMinutes(1));
        await PauseAsync("operation:ghl/note", null);
        await SubmitAsync("a1", "a");
        await SubmitAsync("n1", "b", "note");
        (await PlaceAsync("b1", "b")).ShouldBeOfType<PlaceResult.Placed>();
        var wait = (await ExplainAsync("n1", needs: Needs("note"))).Flow.ShouldNotBeNull();
        wait.Reason.ShouldBe("operation:ghl/note is paused by ops: maintenance");
        (await bench.SweepAsync()).Grants.ShouldBeEmpty();

        (await AfterAsync(61, "target")).ShouldHaveSingleItem().Attempt.TaskId.ShouldBe("a1");
        var resumed = await bench.Flow.ResumeAsync("operation:ghl/note", default);
        resumed.Changed.ShouldBeTrue();
        resumed.News.Grants.ShouldHaveSingleItem().Attempt.TaskId.ShouldBe("n1");
        (await bench.Flow.ResumeAsync("operation:ghl/note", default)).Changed.ShouldBeFalse();
        (await bench.Flow.ListAsync(default)).ShouldAllBe(r => r.Limit!.Default);
    }

    [Fact]
    public async Task A_paused_target_gets_nothing_and_takes_its_work_up_again()
    {
        await bench.RegisterAsync("paused", 10, "ghl/*");
        await bench.RegisterAsync("other", 1, "ghl/*");
        await PauseAsync("target:paused", null);

        (await PlaceAsync("t1", "a")).ShouldBeOfType<PlaceResult.Placed>().Lease.TargetId.ShouldBe("other");
        (await SubmitAsync("t2", "a")).ShouldBeOfType<PlaceResult.NoSlot>();
        await bench.RegisterAsync("paused", 10, "ghl/*");
        (await bench.Flow.ResumeAsync("target:paused", default)).News.Grants.ShouldHaveSingleItem().Lease.TargetId.ShouldBe("paused");
    }

    [Fact]
    public async Task An_agent_s_own_rate_rests_it_while_others_work()
    {
        await bench.RegisterAsync("fast", 10, "ghl/*");
        await bench.RegisterAsync("slow", 10, "ghl/*");
        await LimitAsync("agent:slow", rates: new FlowRate(2, TimeSpan.FromSeconds(10)));
        await LimitAsync("agent:fast", concurrency: 3);

        var results = new List<PlaceResult>();
        for (var i = 0; i < 8; i++)
            results.Add(await SubmitAsync($"t{i}", "a"));

        results.OfType<PlaceResult.Placed>().CountBy(p => p.Lease.TargetId).ShouldBe([new("fast", 3), new("slow", 2)], ignoreOrder: true);
        var first = results.OfType<PlaceResult.Placed>().First(p => p.Lease.TargetId == "fast");
        var next = (await bench.ReleaseAsync(first.Lease.Token)).Grants.ShouldHaveSingleItem().Lease;
        next.TargetId.ShouldBe("fast");
        await bench.ConfirmAsync(next.Token);
        (await AfterAsync(11, "slow")).Select(g => g.Lease.TargetId).ShouldBe(["slow", "slow"]);
    }

    [Fact]
    public async Task What_runs_when_a_limit_is_set_counts_for_it()
    {
        await bench.RegisterAsync("target", 10, "ghl/*");
        var running = (await PlaceAsync("t0", "a")).ShouldBeOfType<PlaceResult.Placed>().Lease.Token;

        await LimitAsync("client:a", concurrency: 1);

        (await SubmitAsync("t1", "a")).ShouldBeOfType<PlaceResult.NoSlot>();
        (await bench.ReleaseAsync(running)).Grants.ShouldHaveSingleItem();
        (await bench.Flow.RemoveLimitAsync("client:a", default)).Grants.ShouldBeEmpty();
        (await PlaceAsync("t2", "a")).ShouldBeOfType<PlaceResult.Placed>();
    }

    [Fact]
    public async Task A_higher_limit_lets_those_begin_that_wait_for_it()
    {
        await bench.RegisterAsync("target", 10, "ghl/*");
        await LimitAsync("operation:ghl/tag_add", concurrency: 1);
        foreach (var client in new[] { "a", "b", "c" })
            await SubmitAsync(client, client);

        (await LimitAsync("operation:ghl/tag_add", concurrency: 2)).Grants.ShouldHaveSingleItem().Attempt.TaskId.ShouldBe("b");
        (await bench.Flow.RemoveLimitAsync("operation:ghl/tag_add", default)).Grants.ShouldHaveSingleItem().Attempt.TaskId.ShouldBe("c");
    }

    [Fact]
    public async Task Whoever_gives_up_the_room_that_he_was_told_of_leaves_it_to_the_next()
    {
        await bench.RegisterAsync("target", 1, "ghl/*");
        await LimitAsync("operation:ghl/tag_add", concurrency: 1);
        var running = (await PlaceAsync("running", "r")).ShouldBeOfType<PlaceResult.Placed>().Lease.Token;
        await SubmitAsync("a", "a");
        await SubmitAsync("b", "b");
        // Another operation takes the slot, so that who is told of the room finds none.
        await SubmitAsync("note", "n", "note", rank: 0);
        var note = (await bench.ReleaseAsync(running)).Grants.ShouldHaveSingleItem();
        note.Attempt.TaskId.ShouldBe("note");
        await bench.UnparkAsync("a");
        await bench.ConfirmAsync(note.Lease.Token);

        var granted = (await bench.ReleaseAsync(note.Lease.Token)).Grants.Concat((await bench.SweepAsync()).Grants);

        granted.ShouldHaveSingleItem().Attempt.TaskId.ShouldBe("b");
    }

    [Fact]
    public async Task Work_waits_for_all_of_its_keys()
    {
        await bench.RegisterAsync("target", 10, "ghl/*");
        await LimitAsync("location:x", concurrency: 1);
        await LimitAsync("client:a", concurrency: 1);
        var x = (await PlaceAsync("x", "b", flow: "location:x")).ShouldBeOfType<PlaceResult.Placed>().Lease.Token;
        var a = (await PlaceAsync("a", "a")).ShouldBeOfType<PlaceResult.Placed>().Lease.Token;
        await SubmitAsync("both", "a", flow: "location:x");

        (await bench.ReleaseAsync(x)).Grants.ShouldBeEmpty();
        (await bench.ReleaseAsync(a)).Grants.ShouldHaveSingleItem().Attempt.TaskId.ShouldBe("both");
    }

    [Fact]
    public async Task The_pace_follows_what_a_service_says()
    {
        await bench.RegisterAsync("target", 1000, "ghl/*");
        await bench.Flow.TellAsync(new FlowFeedback("client:a", 100, TimeSpan.FromSeconds(10), 97, 200_000, 150_000, null), default);

        var report = await ReportAsync("client:a");
        report.Limit!.ShouldSatisfyAllConditions(
            l => l.Told.ShouldBeTrue(),
            l => l.Rates.ShouldBe([new FlowRate(100, TimeSpan.FromSeconds(10)), new FlowRate(200_000, TimeSpan.FromDays(1))]));
        report.Used.ShouldBe([3, 50_000]);
        for (var i = 0; i < 98; i++)
            await SubmitAsync($"t{i}", "a");
        (await bench.WaitingAsync("ghl")).ShouldBe(1);
    }

    [Fact]
    public async Task Told_to_wait_nothing_begins_before()
    {
        await bench.RegisterAsync("target", 10, "ghl/*");
        await bench.Flow.TellAsync(new FlowFeedback("client:a", null, null, null, null, null, TimeSpan.FromSeconds(30)), default);
        await SubmitAsync("t", "a");
        (await ExplainAsync("t")).Flow!.Reason.ShouldBe("the service behind client:a asked for a rest");
        (await AfterAsync(29, "target")).ShouldBeEmpty();
        (await AfterAsync(2, "target")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_operator_s_limit_is_not_overruled_by_what_a_service_says()
    {
        await LimitAsync("client:a", rates: new FlowRate(10, TimeSpan.FromSeconds(10)));
        await bench.Flow.TellAsync(new FlowFeedback("client:a", 100, TimeSpan.FromSeconds(10), 40, null, null, null), default);
        (await ReportAsync("client:a")).ShouldSatisfyAllConditions(
            r => r.Limit!.Rates.ShouldBe([new FlowRate(10, TimeSpan.FromSeconds(10))]), r => r.Used.ShouldBe([60]));
    }

    [Fact]
    public async Task What_waits_for_a_limit_can_be_cancelled_and_better_work_goes_first()
    {
        await bench.RegisterAsync("target", 10, "ghl/*");
        await LimitAsync("client:a", concurrency: 1);
        var running = (await PlaceAsync("t0", "a")).ShouldBeOfType<PlaceResult.Placed>().Lease.Token;
        await SubmitAsync("t1", "a");
        await SubmitAsync("t2", "a", rank: 1);
        await SubmitAsync("t3", "a", rank: 1);
        await bench.UnparkAsync("t2");

        (await bench.ReleaseAsync(running)).Grants.ShouldHaveSingleItem().Attempt.TaskId.ShouldBe("t3");
        await bench.UnparkAsync("t1");
        (await bench.WaitingAsync("ghl")).ShouldBe(0);
    }

    private static Requirements Needs(string operation, string? flow = null) => new("ghl", operation, flow: flow is null ? null : [flow]);

    private DateTimeOffset Now() => TimeProvider.System.GetUtcNow() + bench.Clock.Offset;

    private async Task<IReadOnlyList<Grant>> AfterAsync(int seconds, string target)
    {
        bench.Clock.Advance(TimeSpan.FromSeconds(seconds));
        return [.. (await bench.RenewAsync(target)).News.Grants, .. (await bench.SweepAsync()).Grants];
    }

    private Task<PlaceResult> PlaceAsync(string task, string client, string operation = "tag_add", string? flow = null) =>
        bench.PlaceAsync(task, needs: Needs(operation, flow), client: client);

    private Task<PlaceResult> SubmitAsync(string task, string client, string operation = "tag_add", string? flow = null, int rank = 10) =>
        bench.SubmitAsync(task, rank, Needs(operation, flow), client);

    private Task<PlacementExplanation> ExplainAsync(string task, string? flow = null, Requirements? needs = null) =>
        bench.ExplainAsync(task, needs ?? Needs("tag_add", flow));

    private Task<PlacementNews> LimitAsync(string key, int? concurrency = null, params FlowRate[] rates) =>
        bench.Flow.SetLimitAsync(new FlowLimit(key, concurrency, rates), default);

    private Task PauseAsync(string key, TimeSpan? length) =>
        bench.Flow.PauseAsync(new FlowPause(key, Now() + length, "maintenance", "ops", Now()), default);

    private async Task<FlowReport> ReportAsync(string key) => (await bench.Flow.ListAsync(default)).Single(r => r.Key == key);
}
