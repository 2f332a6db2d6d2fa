using Swarm.Messaging.Integration.Tests.Placement;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// That a login had failed was known by the session in which it had alone: when a clean-up took that session, or its breaker had not opened yet, a failure in the
/// next one was the first of the client's, and a third session was opened for a login that had failed in two.
/// </summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class AThirdSessionWasOpenedAfterTheLoginHadFailedInTwoTests(PlacementRedis redis)
{
    private static readonly Requirements Work = new("ghl", "tag_add", session: true);

    private readonly PlacementBench bench = new(redis, o => o.Strategies["ghl"] = PlacementStrategies.SessionAware);

    [Fact]
    public async Task The_session_that_failed_first_may_have_gone()
    {
        await AgentAsync("agent");
        var first = await LeaseAsync("t1");
        var others = new[] { await LeaseAsync("t2"), await LeaseAsync("t3"), await LeaseAsync("t4") };
        foreach (var lease in others.Prepend(first))
            await FailAsync(lease);
        (await bench.Sessions.CleanUpAsync(TimeSpan.FromMinutes(5), default)).ShouldBe([first.Session!]);
        var second = await LeaseAsync("t5");
        second.Session.ShouldNotBe(first.Session);

        await FailAsync(second);

        await RestsAsync("t6", opened: 2);
    }

    [Fact]
    public async Task One_failure_in_each_of_two_is_enough()
    {
        await AgentAsync("one", slots: 1);
        await AgentAsync("two", slots: 1);
        var (first, second) = (await LeaseAsync("t1"), await LeaseAsync("t2"));
        second.Session.ShouldNotBe(first.Session);
        await AgentAsync("three", slots: 5);

        await FailAsync(first);
        await FailAsync(second);

        await RestsAsync("t3", opened: 2);
    }

    [Fact]
    public async Task A_success_in_between_speaks_for_the_login()
    {
        await AgentAsync("one", slots: 2);
        await AgentAsync("two", slots: 1);
        var (first, other, second) = (await LeaseAsync("t1"), await LeaseAsync("t2"), await LeaseAsync("t3"));
        second.TargetId.ShouldNotBe(first.TargetId);

        await FailAsync(first);
        await bench.EndAsync(other.Token);
        await FailAsync(second);

        (await DoubtedAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task What_failed_a_day_ago_is_forgotten()
    {
        await AgentAsync("agent");
        await FailAsync(await LeaseAsync("t1"));
        bench.Clock.Advance(TimeSpan.FromHours(25));
        await bench.Sessions.CleanUpAsync(TimeSpan.FromMinutes(5), default);
        await AgentAsync("agent");

        await FailAsync(await LeaseAsync("t2"));

        (await DoubtedAsync()).ShouldBeFalse();
    }

    private async Task RestsAsync(string next, int opened)
    {
        (await DoubtedAsync()).ShouldBeTrue();
        (await bench.SubmitAsync(next, needs: Work, client: "acme")).ShouldBeOfType<PlaceResult.NoSlot>();
        (await bench.Sessions.FiguresAsync(default)).Opened.ShouldBe(opened);
        (await bench.PlaceAsync("other", needs: Work, client: "birch")).ShouldBeOfType<PlaceResult.Placed>();
    }

    private async Task<bool> DoubtedAsync() => (await bench.Flow.ListAsync(default)).Any(f => f.Key == "login:acme");

    private async Task<SlotLease> LeaseAsync(string task) => (await bench.PlaceAsync(task, needs: Work, client: "acme")).ShouldBeOfType<PlaceResult.Placed>().Lease;

    private Task FailAsync(SlotLease lease) =>
        bench.ApplyAsync(new PlacementRequest.Release(lease.Token, new AttemptOutcome(false, TimeSpan.FromSeconds(1), null, "login_failed")));

    private Task AgentAsync(string id, int slots = 5) => bench.Store.RegisterTargetAsync(new TargetDefinition(id, "agent", id, $"queue-{id}", ["ghl/*"], slots), default);
}
