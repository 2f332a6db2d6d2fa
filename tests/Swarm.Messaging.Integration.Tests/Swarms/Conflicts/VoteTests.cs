using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Channels;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Swarms.Conflicts;
using Swarm.Messaging.Redis.Swarms.Leadership;
using Swarm.Messaging.Redis.Swarms.Messages;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Swarms.Conflicts;

/// <summary>Swarms decide between two of them.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class VoteTests
{
    private static readonly Party A = new("a", "normal", null);
    private static readonly Party B = new("b", "normal", null);

    private readonly SwarmBench bench;
    private readonly ConflictOptions options = new() { VoteDeadline = TimeSpan.FromMinutes(10) };
    private readonly RedisKeys keys;
    private readonly RedisSwarmVotes votes;
    private readonly RedisChannels channels;

    public VoteTests(StoreRedis redis)
    {
        bench = new SwarmBench(redis.Connection);
        keys = new RedisKeys(bench.Prefix, 16);
        votes = new RedisSwarmVotes(redis.Connection, keys, bench.Clock, Options.Create(options));
        channels = new RedisChannels(redis.Connection, keys, NullLogger<RedisChannels>.Instance);
    }

    [Fact]
    public async Task Five_others_vote_three_to_two_for_B()
    {
        await SwarmsAsync("a", "b", "v1", "v2", "v3", "v4", "v5");
        // Nothing but the last vote can end it in time.
        await using var process = Process("h1", out var conflicts, new Voter(new() { ["v1"] = "b", ["v2"] = "a", ["v3"] = "b", ["v4"] = "a", ["v5"] = "b", ["a"] = "a", ["b"] = "a" }));
        await process.StartAsync();

        var resolved = await ResolveAsync(conflicts, "c1", "resource", A, B, "voting");

        (resolved.Winner, resolved.Loser, resolved.Strategy).ShouldBe(("b", "a", "voting"));
        resolved.Votes.ShouldBe([2, 3], "the two parties abstain");
        (await votes.ResolvedAsync(default)).ShouldBe(1);
        (await ResolveAsync(conflicts, "c1", "resource", A, B, "voting")).Votes.ShouldBe([2, 3], "asked again, it was decided");
    }

    [Fact]
    public async Task Without_votes_the_older_swarm_goes_first_when_the_time_is_over_and_not_before()
    {
        await SwarmsAsync("b", "a", "v1");
        await using var process = Process("h1", out var conflicts);
        await process.StartAsync();

        var resolving = ResolveAsync(conflicts, "c1", null, A, B, "voting");
        await Eventually.HoldsAsync(async () => await votes.FindAsync("c1", default) is not null, "the vote is open");
        (await conflicts.DecideDueAsync(default)).ShouldBe(0, "there is time");
        bench.Clock.Advance(options.VoteDeadline);
        // As another process would, unless this one's own look comes first.
        (await conflicts.DecideDueAsync(default)).ShouldBeInRange(0, 1);

        var resolved = await resolving;
        (resolved.Winner, resolved.Votes![0], resolved.Votes[1]).ShouldBe(("b", 0, 0));
        resolved.Reason.ShouldContain("no majority");
    }

    [Fact]
    public async Task A_vote_whose_opener_died_is_decided_by_another_once()
    {
        await SwarmsAsync("a", "b", "v1", "v2");
        await votes.OpenAsync(new Ballot("c1", null, A, B), default);
        (await CastAsync("c1", "v1", 2)).ShouldBe(VoteCast.Counted);
        bench.Clock.Advance(options.VoteDeadline);
        _ = Process("h1", out var one);
        _ = Process("h2", out var other);

        (await Task.WhenAll(Enumerable.Range(0, 10).Select(n => (n % 2 == 0 ? one : other).DecideDueAsync(default)))).Sum().ShouldBe(1);

        var result = (await votes.FindAsync("c1", default)).ShouldNotBeNull().Result.ShouldNotBeNull();
        JsonSerializer.Deserialize<ConflictResolved>(result.Span, JsonSerializerOptions.Web)!.Winner.ShouldBe("b");
    }

    [Fact]
    public async Task Each_working_swarm_that_is_no_party_has_one_vote_until_the_time_is_over()
    {
        await SwarmsAsync("a", "b", "v1", "v2", "v3", "gone");
        await bench.ChangeAsync("gone", SwarmStatuses.Interrupted);
        await votes.OpenAsync(new Ballot("c1", null, A, B), default);

        (await CastAsync("c1", "v1", 1)).ShouldBe(VoteCast.Counted);
        (await CastAsync("c1", "v1", 1)).ShouldBe(VoteCast.Counted, "it is the same message");
        (await CastAsync("c1", "v1", 2, "another")).ShouldBe(VoteCast.Voted);
        (await CastAsync("c1", "a", 1)).ShouldBe(VoteCast.Party);
        (await CastAsync("c1", "gone", 1)).ShouldBe(VoteCast.Late, "it did not work when the vote was opened");
        (await CastAsync("c1", "nobody", 1)).ShouldBe(VoteCast.Late);
        await bench.ActiveAsync("late");
        (await CastAsync("c1", "late", 1)).ShouldBe(VoteCast.Late, "it was not there when the vote was opened");
        (await CastAsync("c2", "v2", 1)).ShouldBe(VoteCast.Unknown);
        await bench.ChangeAsync("v3", SwarmStatuses.Interrupted);
        (await CastAsync("c1", "v3", 1)).ShouldBe(VoteCast.Away);
        bench.Clock.Advance(options.VoteDeadline);
        (await CastAsync("c1", "v2", 1)).ShouldBe(VoteCast.Over);
        (await CastAsync("c1", "v1", 1)).ShouldBe(VoteCast.Counted, "it did, in time");

        var count = (await votes.DueAsync(10, default)).ShouldHaveSingleItem();
        (count.ForA, count.ForB).ShouldBe((1, 0));
    }

    [Fact]
    public async Task By_priority_and_age_the_registry_fills_in_what_was_not_said()
    {
        await bench.ActiveAsync("a", new SwarmDefinition { Metadata = new SwarmMetadata { Priority = "high" } });
        await bench.ActiveAsync("b");
        _ = Process("h1", out var conflicts);
        var told = new ConcurrentQueue<string>();
        await using var ear = await channels.SubscribeAsync(
            "swarm:events",
            m =>
            {
                told.Enqueue(JsonElement.Parse(m.Span).GetProperty("type").GetString()!);
                return Task.CompletedTask;
            },
            default);

        var byPriority = await ResolveAsync(conflicts, "c1", null, new Party("b", null, null), new Party("a", null, null), null);
        (byPriority.Winner, byPriority.Strategy, byPriority.Reason).ShouldBe(("a", "priority", "b has priority 2, a has 3"));
        (await ResolveAsync(conflicts, "c2", null, new Party("b", null, null), new Party("a", null, null), "timestamp")).Winner.ShouldBe("a", "it is older");

        await Eventually.HoldsAsync(() => told.Count(t => t == "conflict_resolved") == 2, "both were told");
        (await votes.ResolvedAsync(default)).ShouldBe(2);
    }

    private Task<VoteCast> CastAsync(string vote, string voter, int choice, string? message = null) => votes.CastAsync(vote, voter, choice, message ?? $"{voter}-{vote}", default);

    private static async Task<ConflictResolved> ResolveAsync(SwarmConflicts conflicts, string id, string? type, Party a, Party b, string? strategy) =>
        (await conflicts.ResolveAsync(id, type, a, b, strategy, default)).ShouldBeOfType<ConflictResolved>();

    /// <summary>A host takes them all.</summary>
    private async Task SwarmsAsync(params string[] swarms)
    {
        await bench.Hosts.OfferAsync("h1", 100, default);
        foreach (var swarm in swarms)
        {
            await bench.ActiveAsync(swarm);
            // No two of the same age, however fast this is.
            bench.Clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private MessageProcess Process(string host, out SwarmConflicts conflicts, params ISwarmVoter[] voters)
    {
        var messages = Options.Create(new MessagesOptions());
        var inboxes = new RedisSwarmInboxes(bench.Connection, keys, bench.Clock, messages);
        var announcer = new Announcer(channels, TimeProvider.System, NullLogger<Announcer>.Instance);
        var events = new MessageEvents(announcer, messages);
        var messenger = new SwarmMessenger(inboxes, events, messages, [], TimeProvider.System);
        conflicts = new SwarmConflicts(
            bench.Registry, votes, messenger, channels, announcer, Options.Create(options), TimeProvider.System,
            NullLogger<SwarmConflicts>.Instance);
        var answers = new SystemAnswers(messenger, NullLogger<SystemAnswers>.Instance);
        return new(
            new InboxService(
                inboxes, new SwarmHandlers([new VoteRequestHandler(messenger, voters)], NullLogger<SwarmHandlers>.Instance), new SwarmRequests(messenger, messages, TimeProvider.System), events,
                new SwarmSubscriptions(new HostedSwarms(), events), channels, new HostIdentity(host), messages, TimeProvider.System, NullLogger<InboxService>.Instance),
            new SystemMessages(
                new RedisSystemInbox(bench.Connection, keys, bench.Clock), [new VoteHandler(votes, conflicts, answers)], answers,
                new RedisSwarmLeadership(bench.Connection, keys, bench.Clock, Options.Create(new LeadershipOptions())), channels, messages, TimeProvider.System, NullLogger<SystemMessages>.Instance));
    }

    private sealed class MessageProcess(InboxService inboxes, SystemMessages system) : IAsyncDisposable
    {
        public Task StartAsync() => Task.WhenAll(inboxes.StartAsync(default), system.StartAsync(default));

        public async ValueTask DisposeAsync()
        {
            await inboxes.StopAsync(default);
            await system.StopAsync(default);
            inboxes.Dispose();
            system.Dispose();
        }
    }

    private sealed class Voter(Dictionary<string, string> choices) : ISwarmVoter
    {
        public Task<string?> VoteAsync(string swarmId, JsonElement conflict, CancellationToken cancellation) => Task.FromResult(choices.GetValueOrDefault(swarmId));
    }
}
