using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

[Collection(StoreRedisDefinition.Name)]
public sealed class StoreIndexTests(StoreRedis redis)
{
    private static readonly string[] States = ["Accepted", "Parked", "Placed", "Done"];
    private static readonly string[] Clients = ["acme", "acme:Parked", "zeta"];
    private readonly StoreInstallation installation = new(redis.Connection);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task RandomTransitions_LeaveTheIndexLikeTheModel(int seed)
    {
        var random = new Random(seed);
        var model = new Dictionary<string, (long Version, string State, string Client)>();
        for (var step = 0; step < 600; step++)
        {
            var id = $"s{random.Next(60)}";
            if (random.Next(12) == 0)
            {
                var deleted = await installation.Store.DeleteEndedAsync(Commits.Task(id), default);
                deleted.ShouldBe(model.TryGetValue(id, out var ended) && ended.State == "Done");
                if (deleted) model.Remove(id);
                continue;
            }

            var known = model.GetValueOrDefault(id);
            var state = States[random.Next(States.Length)];
            var client = random.Next(20) == 0 || known.Client is null ? Clients[random.Next(Clients.Length)] : known.Client;
            // Some commits are refused, and must not touch the index.
            var stale = random.Next(5) == 0 ? 1 : 0;
            var result = await installation.Store.CommitAsync(Commits.Of(id, known.Version + stale, state) with
            {
                Client = client,
                Retain = state == "Done" ? TimeSpan.FromHours(1) : null,
                Ended = state == "Done",
            }, default);
            if (stale == 0) model[id] = (result.ShouldBeOfType<CommitResult.Committed>().Version, state, client);
            else result.ShouldBe(new CommitResult.Conflict(known.Version));
        }

        var counts = await installation.Store.CountByStateAsync("task", default);
        foreach (var state in States)
            counts.GetValueOrDefault(state).ShouldBe(model.Values.Count(saga => saga.State == state), state);
        foreach (var state in States.Append<string?>(null))
        {
            foreach (var client in Clients.Append(null))
            {
                var listed = await AllAsync(state, client, 7);
                listed.ShouldBe(
                    model.Where(saga => (state ?? saga.Value.State) == saga.Value.State && (client ?? saga.Value.Client) == saga.Value.Client).Select(saga => saga.Key),
                    ignoreOrder: true, $"{state} of {client}");
            }
        }
    }

    [Fact]
    public async Task FiveThousandSagas_OfFewMilliseconds_PageWithoutGapOrRepetition()
    {
        await Task.WhenAll(Enumerable.Range(0, 5_000).Select(n => installation.CommittedAsync(Commits.Of(Id(n), 0, States[n % 3]) with
        {
            Client = n % 2 == 0 ? "acme" : "zeta",
        })));
        await MoveBirthsTo(1_700_000_000_000);
        var all = Enumerable.Range(0, 5_000);

        (await AllAsync(null, null, 37)).ShouldBe(all.Select(Id).OrderByDescending(id => id, StringComparer.Ordinal));
        (await AllAsync("Parked", null, 100)).ShouldBe(all.Where(n => n % 3 == 1).Select(Id).OrderByDescending(id => id, StringComparer.Ordinal));
        (await AllAsync(null, "zeta", 1_000)).ShouldBe(all.Where(n => n % 2 == 1).Select(Id).OrderByDescending(id => id, StringComparer.Ordinal));
        (await AllAsync("Placed", "acme", 333)).ShouldBe(all.Where(n => n % 6 == 2).Select(Id).OrderByDescending(id => id, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Listing_GoesOn_WhenTheCursorsSagaHasLeftItsState()
    {
        for (var n = 0; n < 60; n++) await installation.CommittedAsync(Commits.Of(Id(n), 0, "Parked"));
        await MoveBirthsTo(1_700_000_000_000);
        var first = await installation.Store.ListAsync(new SagaQuery("task", "Parked", null, null, 20), default);
        await installation.CommittedAsync(Commits.Of(first.Sagas[^1].Key, 1, "Placed"));
        await installation.CommittedAsync(Commits.Of("newer", 0, "Parked"));
        var rest = await installation.Store.ListAsync(new SagaQuery("task", "Parked", null, first.Cursor, 100), default);
        rest.Cursor.ShouldBeNull();
        first.Sagas.Concat(rest.Sagas).Select(saga => saga.Key.Id).ShouldBe(
            Enumerable.Range(0, 60).Select(Id).OrderByDescending(id => id, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Listing_IsNewestFirst_AndEndsWithoutCursor()
    {
        foreach (var id in new[] { "b", "a", "c" })
        {
            await installation.CommittedAsync(Commits.Of(id, 0, "Parked"));
            installation.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await installation.CommittedAsync(Commits.Of("b", 1, "Placed"));
        var page = await installation.Store.ListAsync(new SagaQuery("task", null, null, null, 3), default);
        page.Sagas.Select(saga => saga.Key.Id).ShouldBe(["c", "a", "b"]);
        page.Sagas[2].State.ShouldBe("Placed");
        page.Cursor.ShouldBeNull();
        (await installation.Store.ListAsync(new SagaQuery("batch", null, null, null, 3), default)).ShouldSatisfyAllConditions(
            other => other.Sagas.ShouldBeEmpty(), other => other.Cursor.ShouldBeNull());
    }

    [Fact]
    public async Task AStateThatARefusedCommitNamedFirst_IsListedOnceASagaIsInIt()
    {
        await installation.CommittedAsync(Commits.Of("a", 0, "Accepted"));
        (await installation.Store.CommitAsync(Commits.Of("a", 5, "Parked"), default)).ShouldBeOfType<CommitResult.Conflict>();
        await installation.CommittedAsync(Commits.Of("a", 1, "Parked"));
        (await installation.Store.CountByStateAsync("task", default))["Parked"].ShouldBe(1);
        (await AllAsync(null, null, 10)).ShouldBe(["a"]);
    }

    [Fact]
    public async Task AFewOfAClientInAState_AreFoundAmongManyOfOthers()
    {
        var one = new StoreInstallation(redis.Connection, shards: 1);
        var index = $"{one.Keys.Shard(0)}idx:task:";
        for (var n = 0; n < 5; n++)
        {
            await one.CommittedAsync(Commits.Of($"s{n}", 0, "Done") with { Client = "acme" });
            // Before, between and behind: more of both than one call looks through.
            var database = redis.Connection.GetDatabase();
            var score = (await database.SortedSetScoreAsync($"{index}of:acme", $"s{n}"))!.Value;
            foreach (var (of, others) in new[] { ("state:Done", 6_000), ("of:acme", 6_500) })
                await database.SortedSetAddAsync($"{index}{of}", [.. Enumerable.Range(0, others).Select(k => new StackExchange.Redis.SortedSetEntry($"{of}-{n}-{k}", score))]);
        }

        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = await one.Store.ListAsync(new SagaQuery("task", "Done", "acme", cursor, 2), default);
            found.AddRange(page.Sagas.Select(saga => saga.Key.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        found.ShouldBe(["s4", "s3", "s2", "s1", "s0"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("bm9wZQ")]
    [InlineData("MTIzfA")]
    [InlineData("!!!")]
    public async Task UnknownCursor_IsRefusedWithItsText(string cursor)
    {
        var refused = await Should.ThrowAsync<ArgumentException>(() =>
            installation.Store.ListAsync(new SagaQuery("task", null, null, cursor, 10), default));
        refused.Message.ShouldContain($"'{cursor}'");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public Task LimitOutOfRange_IsRefused(int limit) =>
        Should.ThrowAsync<ArgumentException>(() => installation.Store.ListAsync(new SagaQuery("task", null, null, null, limit), default));

    // Lower and upper case, digits and signs: byte order, not a dictionary's.
    private static string Id(int n) => $"{"aZ_-.9"[n % 6]}{(n * 7_919) % 5_000:x}.{n}";

    private async Task MoveBirthsTo(long ms)
    {
        var database = redis.Connection.GetDatabase();
        foreach (var index in installation.KeysWith("}:idx:").Where(key => !key.EndsWith(":states", StringComparison.Ordinal)))
        {
            var ids = await database.SortedSetRangeByRankAsync(index);
            await database.SortedSetAddAsync(index, [.. ids.Select(id => new StackExchange.Redis.SortedSetEntry(id, ms))]);
        }
    }

    private async Task<List<string>> AllAsync(string? state, string? client, int limit)
    {
        var ids = new List<string>();
        string? cursor = null;
        do
        {
            var page = await installation.Store.ListAsync(new SagaQuery("task", state, client, cursor, limit), default);
            page.Sagas.Count.ShouldBeLessThanOrEqualTo(limit);
            ids.AddRange(page.Sagas.Select(saga => saga.Key.Id));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return ids;
    }
}
