using Swarm.Messaging.Integration.Tests.Placement;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A session in which work without a client ran was given to a client meanwhile: both were in one session at a time.</summary>
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

    private static async Task<SlotLease> LeaseAsync(PlacementBench bench, string task, string client) =>
        (await bench.PlaceAsync(task, needs: InSession, client: client)).ShouldBeOfType<PlaceResult.Placed>().Lease;
}
