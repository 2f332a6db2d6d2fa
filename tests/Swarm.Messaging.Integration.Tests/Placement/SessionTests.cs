using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Integration.Tests.Placement;

[Collection(PlacementRedisGroup.Name)]
public sealed class SessionTests(PlacementRedis redis)
{
    private static readonly TargetRating Good = new(Health: 1, SuccessRate: 0.95m, Quality: 0.9m, Reliability: 0.95m, Workload: 0);

    private readonly PlacementBench bench = new(redis, o => o.Strategies["ghl"] = PlacementStrategies.SessionAware);

    [Fact]
    public async Task A_client_s_work_goes_to_the_session_that_was_registered_for_it()
    {
        await AgentAsync("agent_000");
        await AgentAsync("agent_001");
        await SessionAsync("session_001", "agent_001", "acme");

        foreach (var operation in new[] { "contact_create", "contact_update" })
            (await LeaseAsync(operation, "acme", operation)).ShouldSatisfyAllConditions(l => l.TargetId.ShouldBe("agent_001"), l => l.Session.ShouldBe("session_001"));

        (await bench.Sessions.FiguresAsync(default)).ShouldBe(new SessionFigures(2, 2, 0));
        (await FindAsync("session_001")).Active.ShouldBe(2);
    }

    [Fact]
    public async Task A_session_bound_to_one_client_is_never_used_for_another_or_bound_again()
    {
        await AgentAsync("agent");
        await SessionAsync("s1", "agent", "a");

        var lease = await LeaseAsync("t", "b");

        lease.Session.ShouldNotBeNull().ShouldNotBe("s1");
        (await FindAsync(lease.Session)).ShouldSatisfyAllConditions(s => s.Client.ShouldBe("b"), s => s.TargetId.ShouldBe("agent"), s => s.Slots.ShouldBe(5));
        (await bench.Sessions.RegisterAsync(new SessionDefinition("s1", "agent", "b"), default)).ShouldBe(new SessionRegistered.Bound("a", "agent"));
        (await bench.Sessions.RegisterAsync(new SessionDefinition("s1", "agent", "a"), default)).ShouldBeOfType<SessionRegistered.Known>().New.ShouldBeFalse();
    }

    [Fact]
    public async Task A_registration_says_whether_it_changed_anything()
    {
        await AgentAsync("agent");

        (await ChangesAsync("s1", null, 5)).ShouldBeTrue("it is new");
        (await ChangesAsync("s1", null, 5)).ShouldBeFalse();
        (await ChangesAsync("s1", null, 3)).ShouldBeTrue("it has other slots");
        (await ChangesAsync("s1", "a", 3)).ShouldBeTrue("it is bound now");
        (await ChangesAsync("s1", "a", 3)).ShouldBeFalse();
        (await ChangesAsync("s2", "a", 3)).ShouldBeTrue();
        (await ChangesAsync("s1", "a", 3)).ShouldBeTrue("it draws the client's work again");

        async Task<bool> ChangesAsync(string id, string? client, int slots) =>
            (await bench.Sessions.RegisterAsync(new SessionDefinition(id, "agent", client, slots), default)).ShouldBeOfType<SessionRegistered.Known>().Changed;
    }

    [Fact]
    public async Task Work_without_a_client_takes_unbound_sessions_only_and_does_not_bind_them()
    {
        await AgentAsync("agent");
        await SessionAsync("bound", "agent", "a");
        await SessionAsync("free", "agent", null);

        var nobodys = await LeaseAsync("t1", "default");
        nobodys.Session.ShouldBe("free");
        (await FindAsync("free")).Client.ShouldBeNull();
        await bench.ReleaseAsync(nobodys.Token);
        (await LeaseAsync("t2", "b")).Session.ShouldBe("free");
        (await FindAsync("free")).Client.ShouldBe("b");
        (await LeaseAsync("t3", "default")).Session.ShouldNotBeOneOf("free", "bound");
    }

    [Fact]
    public async Task The_latest_registration_draws_the_client_s_work_and_the_earlier_session_stays_bound()
    {
        await AgentAsync("first");
        await AgentAsync("second");
        await SessionAsync("s1", "first", "a");
        await SessionAsync("s2", "second", "a");

        (await LeaseAsync("t", "a")).Session.ShouldBe("s2");
        (await FindAsync("s1")).Client.ShouldBe("a");
    }

    [Fact]
    public async Task Fifty_at_once_of_one_client_are_never_more_than_five_in_a_session()
    {
        await AgentAsync("agent", slots: 20);
        await SessionAsync("s1", "agent", "a");

        var placed = await bench.Store.TryPlaceAsync(
            [.. Enumerable.Range(0, 50).Select(i => new PlaceRequest(PlacementBench.Attempt($"t{i}"), Needs("tag_add"), "a", 10))], default);

        placed.OfType<PlaceResult.Placed>().CountBy(p => p.Lease.Session!).Select(c => c.Value).ShouldBe([5, 5, 5, 5]);
        placed.OfType<PlaceResult.Placed>().Take(5).ShouldAllBe(p => p.Lease.Session == "s1");
        placed.OfType<PlaceResult.NoSlot>().Count().ShouldBe(30);
    }

    [Fact]
    public async Task A_granted_slot_comes_with_its_session_and_is_told_again_with_it()
    {
        await AgentAsync("agent", slots: 1);
        var first = await LeaseAsync("t1", "a");
        (await bench.SubmitAsync("t2", needs: Needs("tag_add"), client: "a")).ShouldBeOfType<PlaceResult.NoSlot>();

        var grant = (await bench.EndAsync(first.Token)).Grants.ShouldHaveSingleItem();

        grant.Lease.Session.ShouldBe(first.Session);
        (await bench.ParkAsync("t2", 2, needs: Needs("tag_add"), client: "a")).Grants.ShouldHaveSingleItem().Lease.ShouldBe(grant.Lease);
        (await bench.PlaceAsync("t2", needs: Needs("tag_add"), client: "a")).ShouldBeOfType<PlaceResult.NoSlot>();
        await bench.ConfirmAsync(grant.Lease.Token);
        (await bench.PlaceAsync("t2", needs: Needs("tag_add"), client: "a")).ShouldBeOfType<PlaceResult.Placed>().Lease.ShouldBe(grant.Lease);
    }

    [Fact]
    public async Task An_unconfirmed_grant_gives_the_session_s_slot_back()
    {
        await AgentAsync("agent", slots: 1);
        var first = await LeaseAsync("t1", "a");
        await bench.SubmitAsync("t2", needs: Needs("tag_add"), client: "a");
        await bench.EndAsync(first.Token);
        (await FindAsync(first.Session!)).Active.ShouldBe(1);

        bench.Clock.Advance(TimeSpan.FromSeconds(6));
        await bench.RenewAsync("agent");
        var again = (await bench.SweepAsync()).Grants.ShouldHaveSingleItem();

        again.Lease.Session.ShouldBe(first.Session);
        (await FindAsync(first.Session!)).Active.ShouldBe(1);
    }

    [Fact]
    public async Task Three_failures_drain_a_session_and_the_clean_up_takes_it()
    {
        await AgentAsync("agent");
        await SessionAsync("s1", "agent", "a");
        var other = await LeaseAsync("running", "a");
        other.Session.ShouldBe("s1");
        foreach (var (i, health) in new[] { 0.8m, 0.6m, 0.4m }.Index())
        {
            await bench.EndAsync((await LeaseAsync($"t{i}", "a")).Token, success: false);
            (await FindAsync("s1")).Health.ShouldBe(health);
        }

        (await FindAsync("s1")).Draining.ShouldBeTrue();
        var next = (await LeaseAsync("next", "a")).Session;
        next.ShouldNotBe("s1");
        (await CleanUpAsync()).ShouldBeEmpty("one still runs in it");
        await bench.ReleaseAsync(other.Token);
        (await CleanUpAsync()).ShouldBe(["s1"]);
        (await bench.Sessions.FindAsync("s1", default)).ShouldBeNull();
        (await LeaseAsync("later", "a")).Session.ShouldBe(next);
    }

    [Fact]
    public async Task Successes_give_health_back_up_to_one()
    {
        await AgentAsync("agent");
        await SessionAsync("s1", "agent", "a");
        for (var i = 0; i < 2; i++)
            await bench.EndAsync((await LeaseAsync($"f{i}", "a")).Token, success: false);
        for (var i = 1; i <= 9; i++)
        {
            await bench.EndAsync((await LeaseAsync($"s{i}", "a")).Token);
            (await FindAsync("s1")).Health.ShouldBe(Math.Min(1, 0.6m + (i * 0.05m)));
        }

        (await FindAsync("s1")).ShouldSatisfyAllConditions(s => s.Served.ShouldBe(9), s => s.Failed.ShouldBe(2), s => s.Active.ShouldBe(0));
    }

    [Fact]
    public async Task Unused_for_five_minutes_a_session_no_longer_draws_and_is_cleaned_up()
    {
        await AgentAsync("a1");
        await AgentAsync("a2");
        await SessionAsync("s1", "a2", "c");
        bench.Clock.Advance(TimeSpan.FromMinutes(4));
        await bench.RenewAsync("a1");
        await bench.RenewAsync("a2");
        (await CleanUpAsync()).ShouldBeEmpty();
        bench.Clock.Advance(TimeSpan.FromMinutes(1.1));
        await AgentAsync("a1");
        await AgentAsync("a2");

        (await CleanUpAsync()).ShouldBe(["s1"]);
        (await LeaseAsync("t", "c")).TargetId.ShouldBe("a1");
    }

    [Fact]
    public async Task When_a_target_goes_its_clients_get_a_new_session_elsewhere()
    {
        await AgentAsync("dying");
        await SessionAsync("s1", "dying", "a");
        await AgentAsync("other");

        await bench.Store.RemoveTargetAsync("dying", default);

        var lease = await LeaseAsync("t", "a");
        lease.TargetId.ShouldBe("other");
        (await FindAsync(lease.Session!)).Client.ShouldBe("a");
        (await CleanUpAsync()).ShouldBe(["s1"]);
        (await bench.Sessions.ChangesAsync(100, default)).Select(c => (c.What, c.SessionId)).ShouldBe(
            [("registered", "s1"), ("draining", "s1"), ("opened", lease.Session!), ("removed", "s1")]);
    }

    [Fact]
    public async Task A_lost_lease_frees_its_slot_of_the_session()
    {
        await AgentAsync("agent");
        var lease = await LeaseAsync("t", "a");
        await bench.StartAsync("agent", lease.Token);

        bench.Clock.Advance(TimeSpan.FromSeconds(16));
        (await bench.SweepAsync()).Lost.ShouldHaveSingleItem();

        (await FindAsync(lease.Session!)).ShouldSatisfyAllConditions(s => s.Active.ShouldBe(0), s => s.Health.ShouldBe(0.8m));
    }

    [Fact]
    public async Task A_full_target_gives_up_the_session_that_was_unused_the_longest()
    {
        bench.Options.MaxSessions = 2;
        await AgentAsync("agent", slots: 2);
        var oldest = await LeaseAsync("t1", "a");
        await bench.EndAsync(oldest.Token);
        bench.Clock.Advance(TimeSpan.FromSeconds(1));
        var held = await LeaseAsync("t2", "b");

        var third = await LeaseAsync("t3", "c");

        (await bench.Sessions.ListAsync(default)).Select(s => s.SessionId).ShouldBe([held.Session, third.Session], ignoreOrder: true);
    }

    [Fact]
    public async Task Changes_are_told_until_they_are_acknowledged()
    {
        await AgentAsync("agent");
        await SessionAsync("s1", "agent", null);
        await LeaseAsync("t", "a");
        await bench.Sessions.DrainAsync("s1", default);

        var changes = await bench.Sessions.ChangesAsync(10, default);
        changes.Select(c => (c.What, c.Client)).ShouldBe([("registered", null), ("bound", "a"), ("draining", "a")]);
        (await bench.Sessions.ChangesAsync(10, default)).ShouldBe(changes);
        await bench.Sessions.AcknowledgeAsync([.. changes.Take(2)]);
        (await bench.Sessions.ChangesAsync(10, default)).ShouldBe([changes[2]]);
    }

    [Fact]
    public async Task The_score_is_of_health_success_free_time_quality_and_reliability_and_of_sessions()
    {
        await AgentAsync("agent", rating: Good with { Workload = 0.3m });
        (await ScoreAsync("agent")).ShouldBe(90.75, 1e-9);
        await SessionAsync("s", "agent", null);
        (await ScoreAsync("agent")).ShouldBe(115.75, 1e-9);
    }

    [Fact]
    public async Task Load_moves_work_to_the_other_agent()
    {
        // Their gates: a workload below 0.9 lets one more begin.
        await AgentAsync("agent_1", slots: 1, rating: Good with { Workload = 0.8m });
        await AgentAsync("agent_2", slots: 4, rating: Good with { Workload = 0.2m });
        await SessionAsync("s1", "agent_1", null);
        await SessionAsync("s2", "agent_2", null);
        (await ScoreAsync("agent_1")).ShouldBe(105.75, 1e-9);
        (await ScoreAsync("agent_2")).ShouldBe(117.75, 1e-9);
        var targets = new List<string>();
        for (var i = 0; i < 5; i++)
            targets.Add((await LeaseAsync($"t{i}", $"client{i}", "contact_update")).TargetId);

        targets.CountBy(t => t).ShouldBe([new("agent_2", 4), new("agent_1", 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task Outcomes_move_an_agent_s_own_score()
    {
        await AgentAsync("agent", rating: Good);
        var before = await ScoreAsync("agent");
        await bench.EndAsync((await LeaseAsync("t", "default", "note", session: false)).Token, success: false);
        (await ScoreAsync("agent")).ShouldBe(before - (0.2 * 30) - (25 * (0.95 - (9.5 / 11))), 1e-9);
    }

    [Fact]
    public async Task Round_robin_is_plain_rotation_and_least_loaded_takes_the_idlest()
    {
        foreach (var (id, workload) in new[] { ("a", 0.4m), ("b", 0m), ("c", 0.2m) })
            await AgentAsync(id, slots: 100, rating: Good with { Workload = workload, WorkloadStep = 0.001m });
        bench.Options.Strategies["ghl"] = PlacementStrategies.RoundRobin;
        var targets = new List<string>();
        for (var i = 0; i < 6; i++)
            targets.Add((await LeaseAsync($"r{i}", "default", "note", session: false)).TargetId);
        targets.ShouldBe(["a", "b", "c", "a", "b", "c"]);

        bench.Options.Strategies["ghl"] = PlacementStrategies.LeastLoaded;
        (await LeaseAsync("l", "default", "note", session: false)).TargetId.ShouldBe("b");
        bench.Options.Strategies["ghl"] = PlacementStrategies.CapabilityBased;
        (await LeaseAsync("c", "default", "note", session: false)).TargetId.ShouldBe("b");
    }

    private static Requirements Needs(string operation, bool session = true) => new("ghl", operation, session: session);

    private Task AgentAsync(string id, int slots = 5, TargetRating? rating = null) => bench.Store.RegisterTargetAsync(
        new TargetDefinition(id, "agent", id, $"queue-{id}", ["ghl/*"], slots) { Rating = rating ?? Good }, default);

    private async Task SessionAsync(string id, string target, string? client) =>
        (await bench.Sessions.RegisterAsync(new SessionDefinition(id, target, client), default)).ShouldBeOfType<SessionRegistered.Known>();

    private async Task<SlotLease> LeaseAsync(string task, string client, string operation = "tag_add", bool session = true) =>
        (await bench.PlaceAsync(task, needs: Needs(operation, session), client: client)).ShouldBeOfType<PlaceResult.Placed>().Lease;

    private async Task<SessionReport> FindAsync(string id) => (await bench.Sessions.FindAsync(id, default)).ShouldNotBeNull();

    private Task<IReadOnlyList<string>> CleanUpAsync() => bench.Sessions.CleanUpAsync(TimeSpan.FromMinutes(5), default);

    private async Task<double> ScoreAsync(string target) =>
        (await bench.ExplainAsync("nobody", Needs("tag_add"))).Candidates.Single(c => c.TargetId == target).Score;
}
