using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Endpoints of a process are told apart without regard to case: the second of two such agents on one host was an internal error.</summary>
public sealed class AgentsWhoseIdsDifferedOnlyInCaseMetTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Each_has_a_mailbox_of_its_own()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port);
        var mailboxes = world.Host.Get<AgentMailboxes>();
        string[] ids = ["alpha", "Alpha", "ALPHA"];

        foreach (var id in ids)
            (await mailboxes.OpenAsync(id, default)).ShouldBeSameAs(await mailboxes.OpenAsync(id, default));

        ids.Select(SwarmNames.AgentQueue).Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(3);
        SwarmNames.AgentQueue("alpha").ShouldBe("swarm.agent.alpha");
    }
}
