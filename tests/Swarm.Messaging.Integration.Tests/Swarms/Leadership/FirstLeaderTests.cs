using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Integration.Tests.Swarms.Leadership;

public sealed class FirstLeaderTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task The_first_swarm_leads_as_soon_as_it_is_active_without_waiting_for_the_next_look()
    {
        // Nothing but the call can bring a leader in time.
        await using var world = await SwarmWorld.StartAsync(
            redis.Server.Port, services: s => s.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromHours(1)));
        await Eventually.HoldsAsync(async () => await world.Database.SortedSetLengthAsync($"{world.Prefix}:swarm-messaging:{{swarms}}:hosts") == 1, "the process offers to host");

        await world.Registry.RegisterAsync("s1", new SwarmDefinition(), default);
        await world.WaitForAsync("s1", SwarmStatuses.Active);

        await Eventually.HoldsAsync(() => world.Host.Get<LeaderService>().Term?.SwarmId == "s1", "it leads");
        (await world.Host.Get<ISwarmLeadership>().CurrentAsync(default)).ShouldNotBeNull().SwarmId.ShouldBe("s1");
    }
}
