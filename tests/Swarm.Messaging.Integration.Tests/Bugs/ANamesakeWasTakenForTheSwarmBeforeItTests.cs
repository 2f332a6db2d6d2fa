using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Terms began anew with a name: a swarm that was registered again at once had the term of the one that had left. Its host saw no difference, never gave it a first state, and it was initializing for ever;
/// a late heartbeat for the one that had left counted for it.
/// </summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ANamesakeWasTakenForTheSwarmBeforeItTests(StoreRedis redis)
{
    private readonly SwarmBench bench = new(redis.Connection);

    [Fact]
    public async Task The_next_of_a_name_has_another_term_and_is_not_spoken_for_under_the_old_one()
    {
        await bench.Hosts.OfferAsync("p1", 10, default);
        await bench.RegisterAsync("s1");
        var before = (await bench.Hosts.HostedAsync("p1", default)).ShouldHaveSingleItem().Term;
        await bench.Registry.DeregisterAsync("s1", "over", default);

        await bench.RegisterAsync("s1");

        var term = (await bench.Hosts.HostedAsync("p1", default)).ShouldHaveSingleItem().Term;
        term.ShouldBeGreaterThan(before);
        (await bench.Registry.HeartbeatAsync("p1", [new SwarmBeat("s1", before), new SwarmBeat("s1", term)], default)).ShouldBe([BeatOutcome.Stale, BeatOutcome.Ok]);
    }
}
