using Swarm.Messaging.Client.Swarms;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A client waited 10 s for its answer, silent, also where 4 s of silence interrupted its swarms: they were interrupted and recovered without end.</summary>
public sealed class AShortSilenceLimitMadeClientsFlapTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task It_is_answered_within_the_time_that_its_swarms_may_be_silent()
    {
        await using var world = await AgentWorld.StartAsync(
            redis.Server.ConnectionString,
            settings: new Dictionary<string, string?> { ["Swarms:HeartbeatInterval"] = "00:00:02", ["Swarms:InterruptAfter"] = "00:00:04" });
        await using var client = await SwarmHost.StartAsync(o =>
        {
            (o.HostId, o.Address, o.Token) = ("c1", world.Host.Address, world.Host.Token);
            o.Host("alpha", _ => { });
        });
        var registry = world.Get<ISwarmRegistry>();
        var heard = new HashSet<DateTimeOffset>();

        // As long as a question of ten seconds would take: a heartbeat each second, and never an interruption.
        await Eventually.HoldsAsync(
            async () =>
            {
                var swarm = (await registry.GetAsync("alpha", default))!;
                swarm.Status.ShouldBe(SwarmStatuses.Active);
                heard.Add(swarm.LastHeartbeat);
                return heard.Count >= 8;
            },
            "it is heard of eight times", TimeSpan.FromSeconds(60));
        (await registry.GetAsync("alpha", default))!.Term.ShouldBe(1);
    }
}
