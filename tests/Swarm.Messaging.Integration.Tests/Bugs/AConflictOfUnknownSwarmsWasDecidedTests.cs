using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms.Conflicts;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A conflict was decided whatever it named: swarms that nobody knew won, and one id was several conflicts.</summary>
public sealed class AConflictOfUnknownSwarmsWasDecidedTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port);
        foreach (var id in new[] { "alpha", "beta", "gamma" })
            await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("ghost", "beta", "priority")]
    [InlineData("alpha", "ghost", "timestamp")]
    [InlineData("ghost", "beta", "voting")]
    public async Task One_that_is_not_registered_is_named_and_no_vote_is_opened(string a, string b, string strategy)
    {
        var refused = (await ResolveAsync("c1", a, b, strategy)).ShouldBeOfType<CommandRejected>();

        (refused.Command, refused.Code).ShouldBe(("ResolveConflict", "not_found"));
        refused.Message.ShouldStartWith("There is no swarm ghost.");
        (await world.Host.Get<ISwarmVotes>().FindAsync("c1", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_strategy_that_nobody_knows_is_said_to_be_none()
    {
        var resolved = (await ResolveAsync("c1", "alpha", "beta", "votng")).ShouldBeOfType<ConflictResolved>();

        (resolved.Winner, resolved.Strategy).ShouldBe(("alpha", "priority"));
        resolved.Reason.ShouldStartWith("strategy votng is not known: by priority; alpha has priority 2, beta has 2");
        (await ResolveAsync("c2", "alpha", "beta", null)).ShouldBeOfType<ConflictResolved>().Reason.ShouldStartWith("alpha has priority 2");
    }

    [Fact]
    public async Task What_was_decided_is_answered_though_a_party_has_left()
    {
        var first = (await ResolveAsync("c1", "alpha", "beta", null)).ShouldBeOfType<ConflictResolved>();
        await world.Registry.DeregisterAsync("alpha", "over", default);

        (await ResolveAsync("c1", "alpha", "beta", null)).ShouldBeOfType<ConflictResolved>().ShouldBe(first);
        (await ResolveAsync("c1", "beta", "alpha", null)).ShouldBeOfType<CommandRejected>().Code.ShouldBe("id_conflict");
        (await ResolveAsync("c2", "alpha", "beta", null)).ShouldBeOfType<CommandRejected>().Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task One_id_is_one_conflict()
    {
        var first = (await ResolveAsync("c1", "alpha", "beta", null)).ShouldBeOfType<ConflictResolved>();

        (await ResolveAsync("c1", "alpha", "beta", "priority")).ShouldBeOfType<ConflictResolved>().ShouldBe(first, "the default by its name");
        foreach (var other in new[] { await ResolveAsync("c1", "beta", "alpha", null), await ResolveAsync("c1", "alpha", "gamma", null), await ResolveAsync("c1", "alpha", "beta", "voting") })
            other.ShouldBeOfType<CommandRejected>().Code.ShouldBe("id_conflict");
        (await world.Host.Get<ISwarmVotes>().ResolvedAsync(default)).ShouldBe(1);
    }

    private Task<object> ResolveAsync(string id, string a, string b, string? strategy) =>
        world.TellAsync("ResolveConflict", new { conflictId = id, swarmA = new { id = a }, swarmB = new { id = b }, strategy });
}
