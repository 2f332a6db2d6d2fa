using System.Text.Json;
using Swarm.Messaging.Client.Swarms;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A swarm of the system that a client claimed was the client's for ever: when it had left, nobody read its messages.</summary>
public sealed class ASwarmOnceLentToAClientStayedItsOwnTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task When_the_client_leaves_the_system_reads_its_messages_again_and_the_clients_own_wait()
    {
        await using var world = await AgentWorld.StartAsync(redis.Server.ConnectionString);
        var (registry, inboxes) = (world.Get<ISwarmRegistry>(), world.Get<ISwarmInboxes>());
        await world.TellAsync("RegisterSwarm", """{"swarmId":"lent"}""");
        await Eventually.HoldsAsync(async () => (await registry.GetAsync("lent", default))?.Status == SwarmStatuses.Active, "the system has it");
        var client = await SwarmHost.StartAsync(o =>
        {
            (o.HostId, o.Address, o.Token, o.Poll) = ("c1", world.Host.Address, world.Host.Token, TimeSpan.FromSeconds(1));
            o.Host("lent", _ => { }).Host("own", _ => { });
        });
        (await registry.GetAsync("lent", default))!.Host.ShouldBe("c1");

        await client.DisposeAsync();
        foreach (var id in new[] { "lent", "own" })
            await world.TellAsync("SendSwarmMessage", JsonSerializer.Serialize(new { from = id, to = id, payload = new { type = "note" } }));

        await Eventually.HoldsAsync(async () => await inboxes.WaitingAsync("lent", default) == 0, "a host of the system has handled it");
        (await inboxes.WaitingAsync("own", default)).ShouldBe(1);
    }
}
