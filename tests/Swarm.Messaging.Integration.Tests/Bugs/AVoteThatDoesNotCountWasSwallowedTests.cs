using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A vote in no vote, for nobody, a second one, a party's and an ended swarm's were accepted, and nobody was told that they do not count.</summary>
public sealed class AVoteThatDoesNotCountWasSwallowedTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly Recorder responses = new("response");
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(
            redis.Server.Port, services: s => s.AddSingleton<ISwarmMessageHandler>(responses).Configure<ConflictOptions>(o => o.VoteDeadline = TimeSpan.FromMinutes(10)));
        foreach (var id in new[] { "a", "b", "v1", "v2", "gone" })
        {
            await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
            await world.WaitForAsync(id, SwarmStatuses.Active);
        }

        await world.Host.Get<SwarmConflicts>().BeginAsync("c1", null, new Party("a", null, null), new Party("b", null, null), "voting", default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("v1", "c9", "a", "not_found", "Nothing is voted on by the id c9")]
    [InlineData("v1", "c1", "v2", "invalid", "The id of a party of the conflict: a or b.")]
    [InlineData("a", "c1", "a", "wrong_state", "The swarm a is a party of the conflict c1")]
    [InlineData("gone", "c1", "a", "wrong_state", "The swarm gone is completed and votes no more.")]
    public async Task What_is_known_when_it_is_sent_is_refused(string voter, string vote, string choice, string code, string words)
    {
        await world.Registry.ChangeStatusAsync("gone", SwarmStatuses.Completed, null, default);

        var refused = (await VoteAsync(voter, vote, choice, "m1")).ShouldBeOfType<CommandRejected>();

        refused.Code.ShouldBe(code);
        refused.Message.ShouldContain(words);
        (await world.Host.Get<ISwarmVotes>().FindAsync("c1", default))!.ShouldSatisfyAllConditions(c => c.ForA.ShouldBe(0), c => c.ForB.ShouldBe(0));
    }

    [Fact]
    public async Task A_second_vote_and_a_late_one_are_answered_and_the_first_counts()
    {
        (await VoteAsync("v1", "c1", "a", "m1")).ShouldBeOfType<SwarmMessageSent>();
        (await VoteAsync("v1", "c1", "b", "m2")).ShouldBeOfType<SwarmMessageSent>();
        await Eventually.HoldsAsync(() => responses.Got.Count == 1, "the second is answered");
        Answer("v1", "m2").ShouldStartWith("id_conflict The swarm v1 has voted on c1: a vote cannot be changed");

        await world.Registry.RegisterAsync("new", new SwarmDefinition(), default);
        await world.WaitForAsync("new", SwarmStatuses.Active);
        await VoteAsync("new", "c1", "b", "m3");
        await Eventually.HoldsAsync(() => responses.Got.Count == 2, "one that was not there is answered");
        Answer("new", "m3").ShouldStartWith("wrong_state The swarm new did not work when the vote on c1 was opened");

        foreach (var voter in new[] { "v2", "gone" })
            await VoteAsync(voter, "c1", "a", "m4");
        await Eventually.HoldsAsync(async () => (await world.Host.Get<ISwarmVotes>().FindAsync("c1", default))!.Result is not null, "all have voted");
        (await world.Host.Get<ISwarmVotes>().FindAsync("c1", default))!.ShouldSatisfyAllConditions(c => c.ForA.ShouldBe(3), c => c.ForB.ShouldBe(0));
        await VoteAsync("new", "c1", "b", "m5");
        await Eventually.HoldsAsync(() => responses.Got.Count == 3, "one after the end is answered");
        Answer("new", "m5").ShouldStartWith("wrong_state The vote on c1 is over.");
        (await VoteAsync("v1", "c1", "a", "m1")).ShouldBeOfType<SwarmMessageSent>().Repeated.ShouldBeTrue("the vote itself, sent again, is no other one");
    }

    private Task<object> VoteAsync(string voter, string vote, string choice, string message) => world.TellAsync(
        nameof(SendSwarmMessage), new { from = voter, to = "a", messageId = message, payload = new { type = "conflict_vote", voteId = vote, vote = choice } });

    private string Answer(string swarm, string message) =>
        responses.Got.Where(r => r.ReceiverId == swarm).Select(r => r.Message.Payload).Single(p => p.GetProperty("requestId").GetString() == message) is JsonElement p
            ? $"{p.GetProperty("code")} {p.GetProperty("error")}" : "";
}
