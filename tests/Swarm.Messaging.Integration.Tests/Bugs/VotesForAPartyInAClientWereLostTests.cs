using Swarm.Messaging.Client.Swarms;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Votes go to the first party, and were counted where its inbox was read: a client that had it counted none.</summary>
public sealed class VotesForAPartyInAClientWereLostTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task They_count_wherever_the_party_lives()
    {
        // Nothing but the last vote can end it in time.
        await using var world = await AgentWorld.StartAsync(redis.Server.ConnectionString, settings: new() { ["Swarms:Conflicts:VoteDeadline"] = "00:10:00" });
        await using var client = await SwarmHost.StartAsync(o =>
        {
            (o.HostId, o.Address, o.Token, o.Poll) = ("c1", world.Host.Address, world.Host.Token, TimeSpan.FromSeconds(1));
            o.Host("alpha", _ => { });
            foreach (var voter in new[] { "v1", "v2", "v3" })
            {
                o.Host(voter, s => s.On("conflict_vote_request", async (m, c) =>
                    (await s.SendAsync(m.SwarmId, new { type = "conflict_vote", voteId = m.Payload.GetProperty("voteId"), vote = "alpha" }, cancellation: c)).OrThrow()));
            }
        });
        var registry = world.Get<ISwarmRegistry>();
        // Without votes it would win.
        await registry.RegisterAsync("beta", new SwarmDefinition { Metadata = new SwarmMetadata { Priority = "high" } }, default);
        foreach (var id in new[] { "alpha", "beta", "v1", "v2", "v3" })
            await Eventually.HoldsAsync(async () => (await registry.GetAsync(id, default))?.Status == SwarmStatuses.Active, $"{id} is active");

        var resolved = (await world.TellAsync("ResolveConflict", """{"conflictId":"c1","swarmA":{"id":"alpha"},"swarmB":{"id":"beta"},"strategy":"voting"}""")).ShouldBeOfType<ConflictResolved>();

        (resolved.Winner, resolved.Strategy).ShouldBe(("alpha", "voting"));
        resolved.Votes.ShouldBe([3, 0]);
    }
}
