using Swarm.Messaging.Integration.Tests.Placement;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>With <c>Placement:SessionBreakerFailures</c> set to 0 while a client's login was doubted, no success counted any more: its work went one at a time for a day.</summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class ALoginStayedDoubtedWhenBreakersWereTurnedOffTests(PlacementRedis redis)
{
    private static readonly Requirements Work = new("ghl", "tag_add", session: true);

    private readonly PlacementBench bench = new(redis, o => o.Strategies["ghl"] = PlacementStrategies.SessionAware);

    [Fact]
    public async Task The_first_success_lets_all_go_on()
    {
        foreach (var agent in new[] { "one", "two" })
            await bench.Store.RegisterTargetAsync(new TargetDefinition(agent, "agent", agent, $"queue-{agent}", ["ghl/*"], 1), default);
        foreach (var lease in new[] { await LeaseAsync("t1"), await LeaseAsync("t2") })
            await bench.ApplyAsync(new PlacementRequest.Release(lease.Token, new AttemptOutcome(false, TimeSpan.FromSeconds(1), null, "login_failed")));
        (await DoubtedAsync()).ShouldBeTrue();
        bench.Options.SessionBreakerFailures = 0;
        bench.Clock.Advance(TimeSpan.FromSeconds(31));
        foreach (var agent in new[] { "one", "two" })
            await bench.RenewAsync(agent);

        await bench.EndAsync((await LeaseAsync("t3")).Token);

        (await DoubtedAsync()).ShouldBeFalse();
        await LeaseAsync("t4");
        await LeaseAsync("t5");
    }

    private async Task<bool> DoubtedAsync() => (await bench.Flow.ListAsync(default)).Any(f => f.Key == "login:acme");

    private async Task<SlotLease> LeaseAsync(string task) => (await bench.PlaceAsync(task, needs: Work, client: "acme")).ShouldBeOfType<PlaceResult.Placed>().Lease;
}
