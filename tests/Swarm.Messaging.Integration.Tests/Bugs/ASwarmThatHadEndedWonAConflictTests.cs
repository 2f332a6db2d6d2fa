using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms.Conflicts;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Conflicts were decided, and voted on, between swarms of which one had ended.</summary>
public sealed class ASwarmThatHadEndedWonAConflictTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port);
        foreach (var id in new[] { "alpha", "beta" })
        {
            await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
            await world.WaitForAsync(id, SwarmStatuses.Active);
        }
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("alpha", "beta", "priority", "swarmB.id")]
    [InlineData("beta", "alpha", "timestamp", "swarmA.id")]
    [InlineData("alpha", "beta", "voting", "swarmB.id")]
    public async Task It_is_refused_and_no_vote_is_opened(string a, string b, string strategy, string field)
    {
        await world.Registry.ChangeStatusAsync("beta", SwarmStatuses.Completed, null, default);

        var refused = (await ResolveAsync("c1", a, b, strategy)).ShouldBeOfType<CommandRejected>();

        (refused.Code, refused.Violations.ShouldHaveSingleItem().Field).ShouldBe(("wrong_state", field));
        refused.Message.ShouldStartWith("The swarm beta is completed, and one that has ended has no conflicts.");
        (await world.Host.Get<ISwarmVotes>().FindAsync("c1", default)).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_decided_before_is_answered_as_it_was()
    {
        var first = (await ResolveAsync("c1", "alpha", "beta", "priority")).ShouldBeOfType<ConflictResolved>();
        await world.Registry.ChangeStatusAsync("beta", SwarmStatuses.Failed, null, default);

        (await ResolveAsync("c1", "alpha", "beta", "priority")).ShouldBeOfType<ConflictResolved>().ShouldBe(first);
    }

    private Task<object> ResolveAsync(string id, string a, string b, string strategy) =>
        world.TellAsync("ResolveConflict", new { conflictId = id, swarmA = new { id = a }, swarmB = new { id = b }, strategy });
}
