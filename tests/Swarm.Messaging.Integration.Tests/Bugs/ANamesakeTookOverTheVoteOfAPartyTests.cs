using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms.Conflicts;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A party was known by its name alone: one that ended during a vote, and whose name was registered anew, went on with it as if nothing had been.</summary>
public sealed class ANamesakeTookOverTheVoteOfAPartyTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly Party A = new("a", null, null);
    private static readonly Party B = new("b", null, null);

    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        // Nothing but the last vote ends one.
        world = await SwarmWorld.StartAsync(redis.Server.Port, services: s => s.Configure<ConflictOptions>(o => o.VoteDeadline = TimeSpan.FromHours(1)));
        foreach (var id in new[] { "a", "b", "v" })
            await BeginAsync(id);
        (await Conflicts.BeginAsync("c1", null, A, B, "voting", default)).ShouldBeNull();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_other_goes_first_and_the_one_that_ended_is_named()
    {
        await RenewAsync("a");
        (await Votes.CastAsync("c1", "v", 1, "m1", default)).ShouldBe(VoteCast.Counted);

        var resolved = (await Conflicts.ResolveAsync("c1", null, A, B, "voting", default)).ShouldBeOfType<ConflictResolved>();

        (resolved.Winner, resolved.Loser, resolved.Ended).ShouldBe(("b", "a", "a"));
    }

    [Fact]
    public async Task With_namesakes_of_both_nothing_is_decided()
    {
        await RenewAsync("a");
        await RenewAsync("b");
        await Votes.CastAsync("c1", "v", 1, "m1", default);

        (await Conflicts.ResolveAsync("c1", null, A, B, "voting", default)).ShouldBeOfType<CommandRejected>().Code.ShouldBe("no_parties");
    }

    [Fact]
    public async Task One_that_comes_while_the_votes_are_counted_is_not_decided_for()
    {
        var counted = (await Votes.FindAsync("c1", default))!;
        await RenewAsync("a");

        (await Votes.DecideAsync(counted, Encoding.UTF8.GetBytes("{}"), default)).ShouldBe(Decided.Changed);
        (await Votes.FindAsync("c1", default))!.EndedA.ShouldBeTrue();
    }

    private SwarmConflicts Conflicts => world.Host.Get<SwarmConflicts>();

    private ISwarmVotes Votes => world.Host.Get<ISwarmVotes>();

    private async Task RenewAsync(string id)
    {
        await world.Registry.DeregisterAsync(id, "over", default);
        await BeginAsync(id);
    }

    private async Task BeginAsync(string id)
    {
        await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
        await world.WaitForAsync(id, SwarmStatuses.Active);
    }
}
