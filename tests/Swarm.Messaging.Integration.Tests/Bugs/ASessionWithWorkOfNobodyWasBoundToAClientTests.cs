using Swarm.Messaging.Integration.Tests.Placement;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Sessions;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A session in which work without a client ran was given to a client meanwhile, or registered for one: both were in one session at a time.</summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class ASessionWithWorkOfNobodyWasBoundToAClientTests(PlacementRedis redis)
{
    private static readonly Requirements InSession = new("ghl", "contact_update", session: true);

    [Fact]
    public async Task It_is_bound_when_that_has_ended()
    {
        var bench = new PlacementBench(redis);
        await bench.RegisterAsync("agent", 5, "ghl/*");
        var nobodys = await LeaseAsync(bench, "a", "default");

        var acmes = await LeaseAsync(bench, "b", "acme");

        acmes.Session.ShouldNotBe(nobodys.Session);
        await bench.ReleaseAsync(nobodys.Token);
        (await LeaseAsync(bench, "c", "other")).Session.ShouldBe(nobodys.Session);
    }

    [Fact]
    public async Task Nor_is_it_registered_for_one_before()
    {
        var bench = new PlacementBench(redis);
        await bench.RegisterAsync("agent", 5, "ghl/*");
        var nobodys = await LeaseAsync(bench, "a", "default");
        var mine = new SessionDefinition(nobodys.Session!, "agent", "acme");

        (await bench.Sessions.RegisterAsync(mine, default)).ShouldBe(new SessionRegistered.Busy(1));
        (await LeaseAsync(bench, "b", "acme")).Session.ShouldNotBe(nobodys.Session);
        await bench.ReleaseAsync(nobodys.Token);
        (await bench.Sessions.RegisterAsync(mine, default)).ShouldBeOfType<SessionRegistered.Known>().Session.Client.ShouldBe("acme");
    }

    private static async Task<SlotLease> LeaseAsync(PlacementBench bench, string task, string client) =>
        (await bench.PlaceAsync(task, needs: InSession, client: client)).ShouldBeOfType<PlaceResult.Placed>().Lease;
}
