using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Swarms.Conflicts;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A party that was deregistered, or failed, while a vote was open could still go first: the other waited for one that was not there.</summary>
public sealed class APartyThatHadEndedWonAVoteTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly Party A = new("a", null, null);
    private static readonly Party B = new("b", null, null);

    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        // Nothing but the last vote ends one.
        world = await SwarmWorld.StartAsync(redis.Server.Port, services: s => s.Configure<ConflictOptions>(o => o.VoteDeadline = TimeSpan.FromHours(1)));
        foreach (var id in new[] { "a", "b", "v" })
        {
            await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
            await world.WaitForAsync(id, SwarmStatuses.Active);
        }

        (await Conflicts.BeginAsync("c1", null, A, B, "voting", default)).ShouldBeNull();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_one_that_is_left_goes_first_whatever_was_voted(bool fails)
    {
        if (fails)
            await world.Registry.ChangeStatusAsync("a", SwarmStatuses.Failed, "broken", default);
        else
            await world.Registry.DeregisterAsync("a", "over", default);
        (await Votes.CastAsync("c1", "v", 1, "m1", default)).ShouldBe(VoteCast.Counted);

        var resolved = (await Conflicts.ResolveAsync("c1", null, A, B, "voting", default)).ShouldBeOfType<ConflictResolved>();

        (resolved.Winner, resolved.Loser, resolved.Ended).ShouldBe(("b", "a", "a"));
        resolved.Votes.ShouldBe([1, 0]);
        resolved.Reason.ShouldBe("a had ended when it was decided, so b goes first; 1 votes for a, 0 for b");
    }

    [Fact]
    public async Task With_none_left_nothing_is_decided_and_whoever_asks_is_told_so()
    {
        await world.Registry.DeregisterAsync("a", "over", default);
        await world.Registry.ChangeStatusAsync("b", SwarmStatuses.Completed, null, default);
        await Votes.CastAsync("c1", "v", 1, "m1", default);

        for (var times = 0; times < 2; times++)
            (await Conflicts.ResolveAsync("c1", null, A, B, "voting", default)).ShouldBeOfType<CommandRejected>().Code.ShouldBe("no_parties");
    }

    [Fact]
    public async Task One_that_ends_while_the_votes_are_counted_is_out_of_it()
    {
        var counted = (await Votes.FindAsync("c1", default))!;
        await world.Registry.DeregisterAsync("a", "over", default);

        (await Votes.DecideAsync(counted, Encoding.UTF8.GetBytes("{}"), default)).ShouldBe(Decided.Changed);
        (await Votes.FindAsync("c1", default))!.Result.ShouldBeNull();
    }

    private SwarmConflicts Conflicts => world.Host.Get<SwarmConflicts>();

    private ISwarmVotes Votes => world.Host.Get<ISwarmVotes>();
}
