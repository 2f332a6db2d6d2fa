using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Interrupted, a swarm has no place, and its host may leave without another one being looked for. Set to recovering by an operator's word it had its
/// place back and no host, and was not among those for whom one is looked for.
/// </summary>
public sealed class ASwarmWithoutAHostWasForgottenTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_gets_the_next_host_that_has_room()
    {
        var bench = new SwarmBench(redis.Client);
        await bench.Hosts.OfferAsync("first", 10, default);
        await bench.RegisterAsync("s");
        await bench.ChangeAsync("s", SwarmStatuses.Interrupted);
        await bench.Hosts.LeaveAsync("first", default);
        await bench.ChangeAsync("s", SwarmStatuses.Recovering);

        await bench.Hosts.OfferAsync("second", 10, default);

        (await bench.Registry.GetAsync("s", default))!.Host.ShouldBe("second");
    }
}
