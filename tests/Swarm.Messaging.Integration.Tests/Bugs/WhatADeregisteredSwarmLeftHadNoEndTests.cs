using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Of a swarm that was deregistered its saga was seen without an end, beside the archive.</summary>
public sealed class WhatADeregisteredSwarmLeftHadNoEndTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Its_saga_goes_after_a_day_and_only_the_archive_stays()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port);
        await world.Registry.RegisterAsync("builders", new SwarmDefinition(), default);
        await world.WaitForAsync("builders", SwarmStatuses.Active);
        (await world.TellAsync("DeregisterSwarm", new { swarmId = "builders" })).ShouldBeOfType<SwarmChanged>();
        await world.HearAsync<SwarmDeregistered>("builders");
        (await LeftAsync(world)).ShouldContain(k => k.EndsWith("saga:swarm:builders", StringComparison.Ordinal), "what happened to it can be asked for");

        world.Host.Clock.Advance(TimeSpan.FromHours(24) + TimeSpan.FromMinutes(1));

        await Eventually.HoldsAsync(
            async () =>
            {
                await world.Host.Get<ISagaStore>().SweepRetentionAsync(1_000, default);
                return (await LeftAsync(world)).All(k => k.Contains("archive:builders", StringComparison.Ordinal));
            },
            "only the archive is left");
        (await LeftAsync(world)).ShouldNotBeEmpty();
    }

    private static async Task<List<string>> LeftAsync(SwarmWorld world)
    {
        var keys = new List<string>();
        await foreach (var key in world.Database.Multiplexer.GetServers()[0].KeysAsync(pattern: $"{world.Prefix}:*builders*"))
        {
            // Which commands were applied goes by itself, by the server's clock.
            if ((string)key! is var name && name.EndsWith(":applied:builders", StringComparison.Ordinal) || name.EndsWith(":answers:builders", StringComparison.Ordinal))
                (await world.Database.KeyTimeToLiveAsync(key)).ShouldNotBeNull(name);
            else
                keys.Add(name);
        }

        return keys;
    }
}
