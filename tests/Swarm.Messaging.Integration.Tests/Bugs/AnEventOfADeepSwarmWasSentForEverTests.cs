using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>An event that showed a swarm too deep to be written stayed in the outbox and was sent again every five seconds.</summary>
public sealed class AnEventOfADeepSwarmWasSentForEverTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartAsync(redis.Server.Port);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task It_leaves_without_the_swarm_and_nothing_is_left_to_send_again()
    {
        await world.Registry.RegisterAsync("deep", new SwarmDefinition { Tasks = [DeepJson.Of(62)] }, default);
        await world.Registry.RegisterAsync("flat", new SwarmDefinition(), default);

        await world.HearAsync<SwarmRegistered>("deep");
        await world.HearAsync<SwarmRegistered>("flat");

        world.Events.OfType<SwarmRegistered>().Single(e => e.SwarmId == "deep").Swarm.ShouldBeNull();
        world.Events.OfType<SwarmRegistered>().Single(e => e.SwarmId == "flat").Swarm.ShouldNotBeNull();
        await world.WaitForAsync("deep", SwarmStatuses.Active);
        await Eventually.HoldsAsync(async () =>
        {
            await world.PassAsync(OutboxRelay.Age + TimeSpan.FromSeconds(1));
            return await world.Host.Get<OutboxRelay>().RunOnceAsync(default) == 0;
        }, "the outbox is empty");
    }
}
