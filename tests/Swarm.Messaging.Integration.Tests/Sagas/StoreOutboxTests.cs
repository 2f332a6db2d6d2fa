using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

[Collection(StoreRedisDefinition.Name)]
public sealed class StoreOutboxTests(StoreRedis redis)
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(5);
    private readonly StoreInstallation installation = new(redis.Connection);

    [Fact]
    public async Task Relay_FindsWhatIsOld_OncePerAge()
    {
        await EmitAsync("a", 0, "first");
        (await ClaimAsync()).ShouldBeEmpty();
        installation.Clock.Advance(Age);
        await EmitAsync("a", 1, "second");
        var old = (await ClaimAsync()).Single();
        old.Id.ShouldBe("task:a:1");
        old.Key.ShouldBe(Commits.Task("a"));
        old.Entry.Text().ShouldBe("first");
        (await ClaimAsync()).ShouldBeEmpty();
        installation.Clock.Advance(Age);
        (await ClaimAsync()).Select(entry => entry.Id).ShouldBe(["task:a:1", "task:a:2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Clear_ForgetsExactlyTheNamed_AndMayComeTwice()
    {
        for (var n = 0; n < 40; n++) await EmitAsync($"s{n}", 0, "x");
        StoredOutboxId[] sent = [.. Enumerable.Range(0, 30).Select(n => new StoredOutboxId(Commits.Task($"s{n}"), 1))];
        await installation.Store.ClearOutboxAsync(sent);
        await installation.Store.ClearOutboxAsync([.. sent, new(Commits.Task("nobody"), 9)]);
        await installation.Store.ClearOutboxAsync([]);
        installation.Clock.Advance(Age);
        (await ClaimAsync()).Select(entry => entry.Key.Id).ShouldBe(Enumerable.Range(30, 10).Select(n => $"s{n}"), ignoreOrder: true);
    }

    [Fact]
    public async Task TwoRelays_NeverGetTheSameEntry()
    {
        for (var n = 0; n < 300; n++) await EmitAsync($"s{n}", 0, "x");
        installation.Clock.Advance(Age);
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => installation.Store.ClaimOutboxAsync(Age, 25, default)));
        var sent = claims.SelectMany(claim => claim).Select(entry => entry.Key.Id).ToList();
        sent.ShouldBe(Enumerable.Range(0, 300).Select(n => $"s{n}"), ignoreOrder: true);
        claims.ShouldAllBe(claim => claim.Count <= 25);
    }

    [Fact]
    public async Task HalfCleared_ByACrash_IsMendedByTheClaim()
    {
        await EmitAsync("a", 0, "x");
        var shard = installation.Keys.Shard(installation.Keys.ShardOf(Commits.Task("a")));
        await redis.Connection.GetDatabase().HashDeleteAsync($"{shard}outbox", "task:a:1");
        installation.Clock.Advance(Age);
        (await ClaimAsync()).ShouldBeEmpty();
        (await redis.Connection.GetDatabase().KeyExistsAsync($"{shard}outbox:due")).ShouldBeFalse();
    }

    private Task<IReadOnlyList<StoredOutbox>> ClaimAsync() => installation.Store.ClaimOutboxAsync(Age, 100, default);

    private Task<long> EmitAsync(string id, long expected, string entry) =>
        installation.CommittedAsync(Commits.Of(id, expected, "A") with { Outbox = entry.Utf8() });
}
