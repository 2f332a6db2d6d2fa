using StackExchange.Redis;
using Swarm.Messaging.Redis.Sagas;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

/// <summary>Commits of several sagas at once: those of a shard share a script, and each is by itself.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class StoreCommitAllTests(StoreRedis redis)
{
    private readonly StoreInstallation installation = new(redis.Connection);

    private RedisSagaStore Store => installation.Store;

    [Fact]
    public async Task Each_WritesItsOwn_AsOneByOne()
    {
        var ids = Ids(40);
        var entries = ids.Select((id, n) => Full(id, 0, "Accepted", n)).ToList();

        (await AllAsync(entries)).ShouldAllBe(result => result is CommitResult.Committed && ((CommitResult.Committed)result).Version == 1);

        foreach (var (id, n) in ids.Select((id, n) => (id, n)))
        {
            var saga = (await installation.LoadAsync(Commits.Task(id)))!;
            saga.State.ShouldBe("Accepted");
            saga.Document.Text().ShouldBe($$"""{"id":"{{id}}"}""");
            saga.Timers.ShouldBe(Enumerable.Range(0, 1 + (n % 3)).ToDictionary(k => $"t{k}", _ => 1L), ignoreOrder: true);
            (await Store.ReadPayloadAsync(Commits.Task(id), default)).Text().ShouldBe($"p{n}");
            (await Store.ReadCollectionAsync(Commits.Task(id), "list", default)).Select(entry => entry.Text()).ShouldBe(Enumerable.Range(0, n % 4).Select(k => $"{n}.{k}"));
            (await Store.ReadFieldsAsync(Commits.Task(id), "hash", ["f"], default)).Single().Text().ShouldBe($"v{n}");
            (await Store.ReadTimelineAsync(Commits.Task(id), default)).Single().Entry.Text().ShouldBe($$"""{"n":{{n}}}""");
        }

        (await Store.CountByStateAsync("task", default))["Accepted"].ShouldBe(40);
        var emitted = await EmittedAsync();
        emitted.Select(entry => (entry.Id.ToString(), entry.Entry.Text())).ShouldBe(ids.Select((id, n) => ($"task:{id}:1", $"o{n}")), ignoreOrder: true);
        (await Store.ClaimTimersAsync(TimeSpan.FromSeconds(1), 1_000, default)).Timers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Places_AreThoseOfTheEntries()
    {
        var results = await AllAsync([.. Ids(5).Select((id, n) => Full(id, 0, "Accepted", n))]);

        await Store.ClearOutboxAsync([new OutboxPlace(Commits.Task("w~0"), ((CommitResult.Committed)results[0]).OutboxPlace!)]);

        (await EmittedAsync()).Select(entry => entry.Id.Key.Id).ShouldBe(["w~1", "w~2", "w~3", "w~4"], ignoreOrder: true);
    }

    [Fact]
    public async Task OneRefused_OrFailed_KeepsNoOtherBack()
    {
        await installation.CommittedAsync(Commits.Of("w~1", 0, "Accepted", "i1"));
        await installation.CommittedAsync(Commits.Of("w~2", 0, "Accepted", "i2"));
        await redis.Connection.GetDatabase().StringSetAsync(installation.Keys.Saga(Commits.Task("w~3")), "no hash");
        var tooMany = Commits.Of("w~4", 0, "Accepted", [.. Enumerable.Range(0, 4_000).Select(n => $"i{n}")]);

        var results = Store.CommitAll(
            [
                Commits.Of("w~0", 0, "Accepted", "i0"), Commits.Of("w~1", 0, "Placed", "j1"), Commits.Of("w~2", 0, "Placed", "i2", "j2"),
                Commits.Of("w~3", 0, "Accepted", "i3"), tooMany, Commits.Of("w~5", 0, "Accepted", "i5"),
            ],
            default);

        (await results[0]).ShouldBeOfType<CommitResult.Committed>();
        (await results[1]).ShouldBe(new CommitResult.Conflict(1));
        (await results[2]).ShouldBeOfType<CommitResult.AlreadyApplied>().ItemIds.ShouldBe(["i2"]);
        var failure = await Should.ThrowAsync<SagaDamagedException>(() => results[3]);
        failure.Key.ShouldBe(Commits.Task("w~3"));
        Store.IsOutage(failure).ShouldBeFalse();
        (await Should.ThrowAsync<ArgumentException>(() => results[4])).Message.ShouldContain("task:w~4 carries 4000 inbox ids");
        (await results[5]).ShouldBeOfType<CommitResult.Committed>();
        (await installation.LoadAsync(Commits.Task("w~1")))!.State.ShouldBe("Accepted");
        (await Store.CountByStateAsync("task", default)).ShouldBe(new Dictionary<string, long> { ["Accepted"] = 4 });
    }

    [Fact]
    public async Task Ends_OfAll_AreHeard_AndLeaveNoTimer()
    {
        var ids = Ids(6);
        await AllAsync([.. ids.Select((id, n) => Full(id, 0, "Accepted", n))]);
        var heard = System.Threading.Channels.Channel.CreateUnbounded<SagaKey>();
        await using var listening = await Store.ListenForEndsAsync(key => heard.Writer.TryWrite(key), default);

        await AllAsync([.. ids.Select(id => Commits.Of(id, 1, "Completed", $"end-{id}") with { Ended = true, Retain = TimeSpan.FromHours(1) })]);

        var all = new List<string>();
        while (all.Count < ids.Count)
            all.Add((await heard.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20))).Id);
        all.ShouldBe(ids, ignoreOrder: true);
        (await Store.CountByStateAsync("task", default)).Where(count => count.Value > 0).ShouldBe([new KeyValuePair<string, long>("Completed", 6)]);
        installation.Clock.Advance(TimeSpan.FromMinutes(30));
        (await Store.ClaimTimersAsync(TimeSpan.FromSeconds(1), 1_000, default)).Timers.ShouldBeEmpty();
        installation.Clock.Advance(TimeSpan.FromMinutes(31));
        (await Store.SweepRetentionAsync(100, default)).ShouldBe(6);
        installation.KeysWith("w~").ShouldBeEmpty();
    }

    [Fact]
    public async Task ManyTimersOfEach_ComeInSeveralScripts()
    {
        var timers = Enumerable.Range(0, 1_500).Select(n => new TimerSet($"t{n}", TimeSpan.FromHours(1))).ToList();

        (await AllAsync([.. Ids(5).Select(id => Commits.Of(id, 0, "Accepted", "i") with { TimersSet = timers })])).ShouldAllBe(result => result is CommitResult.Committed);

        (await installation.LoadAsync(Commits.Task("w~4")))!.Timers.Count.ShouldBe(1_500);
    }

    [Fact]
    public async Task AnswerLost_AllOfThemSayAtTheNextTryThatTheyWereApplied()
    {
        await using var proxy = new ReplyEatingProxy(redis.Port);
        await using var connection = await StoreRedis.ConnectAsync($"127.0.0.1:{proxy.Port}");
        var there = new StoreInstallation(connection, installation.Prefix);
        await there.CommittedAsync(Commits.Of("w~9", 0, "Accepted"));
        var commits = Ids(8).Select((id, n) => Full(id, 0, "Accepted", n)).ToList();

        proxy.EatNextReply();
        foreach (var lost in there.Store.CommitAll(commits, default))
            there.Store.IsOutcomeUnknown(await Should.ThrowAsync<Exception>(() => lost)).ShouldBeTrue();

        foreach (var again in await AllAsync(commits))
            again.ShouldBeOfType<CommitResult.AlreadyApplied>();
        (await EmittedAsync()).Count.ShouldBe(8);
    }

    [Fact]
    public void TasksOfAWorkflow_ShareAShard_OthersAreSpread()
    {
        Enumerable.Range(0, 500).Select(n => installation.Keys.ShardOf(Commits.Task($"w~{n}"))).Distinct().Count().ShouldBe(1);
        Enumerable.Range(0, 500).Select(n => installation.Keys.ShardOf(Commits.Task($"w{n}~0"))).Distinct().Count().ShouldBe(16);
        installation.Keys.ShardOf(Commits.Task("w")).ShouldBe(installation.Keys.ShardOf(Commits.Task("w~12#1")));
    }

    private Task<IReadOnlyList<StoredOutbox>> EmittedAsync()
    {
        // Claimed once they are as old, they are young again.
        installation.Clock.Advance(TimeSpan.FromSeconds(10));
        return Store.ClaimOutboxAsync(TimeSpan.FromSeconds(5), 100, default);
    }

    private static List<string> Ids(int count) => [.. Enumerable.Range(0, count).Select(n => $"w~{n}")];

    private static SagaCommit Full(string id, long expected, string state, int n) => Commits.Of(id, expected, state, Enumerable.Range(0, n % 3).Append(7).Select(k => $"{id}-{k}").ToArray()) with
    {
        Timeline = [$$"""{"n":{{n}}}""".Utf8()],
        Payload = $"p{n}".Utf8(),
        Result = n % 2 == 0 ? $"r{n}".Utf8() : null,
        Appends = [.. Enumerable.Range(0, n % 4).Select(k => new CollectionAppend("list", $"{n}.{k}".Utf8()))],
        Fields = [new FieldSet("hash", "f", $"v{n}".Utf8())],
        Outbox = $"o{n}".Utf8(),
        TimersSet = [.. Enumerable.Range(0, 1 + (n % 3)).Select(k => new TimerSet($"t{k}", TimeSpan.FromMinutes(k + 1)))],
    };

    private Task<CommitResult[]> AllAsync(IReadOnlyList<SagaCommit> commits) => Task.WhenAll(Store.CommitAll(commits, default));
}
