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
        old.Id.ShouldBe(new StoredOutboxId(Commits.Task("a"), 1));
        old.Entry.Text().ShouldBe("first");
        (await ClaimAsync()).ShouldBeEmpty();
        installation.Clock.Advance(Age);
        (await ClaimAsync()).Select(entry => entry.Id.Version).ShouldBe([2, 1], "oldest first, and the first was claimed meanwhile");
    }

    [Fact]
    public async Task Clear_ForgetsExactlyTheNamed_AndMayComeTwice()
    {
        var places = new List<OutboxPlace>();
        for (var n = 0; n < 40; n++) places.Add(new(Commits.Task($"s{n}"), (await EmitAsync($"s{n}", 0, "x"))!));
        var sent = places.Take(30).ToList();
        await installation.Store.ClearOutboxAsync(sent);
        await installation.Store.ClearOutboxAsync([.. sent, new(Commits.Task("nobody"), "9-9")]);
        await installation.Store.ClearOutboxAsync([]);
        installation.Clock.Advance(Age);
        (await ClaimAsync()).Select(entry => entry.Id.Key.Id).ShouldBe(Enumerable.Range(30, 10).Select(n => $"s{n}"), ignoreOrder: true);
    }

    [Fact]
    public async Task WhoeverClaimed_ClearsIt_AndWhoeverSentItBeforeDoesNot()
    {
        var first = await EmitAsync("a", 0, "x");
        installation.Clock.Advance(Age);
        var claimed = (await ClaimAsync()).Single();
        await installation.Store.ClearOutboxAsync([new(Commits.Task("a"), first!)]);
        installation.Clock.Advance(Age);
        var again = (await ClaimAsync()).Single();
        again.Id.ShouldBe(claimed.Id);
        await installation.Store.ClearOutboxAsync([new(again.Id.Key, again.Place)]);
        installation.Clock.Advance(Age);
        (await ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task TwoRelays_NeverGetTheSameEntry()
    {
        for (var n = 0; n < 300; n++) await EmitAsync($"s{n}", 0, "x");
        installation.Clock.Advance(Age);
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => installation.Store.ClaimOutboxAsync(Age, 25, default)));
        var sent = claims.SelectMany(claim => claim).Select(entry => entry.Id.Key.Id).ToList();
        sent.ShouldBe(Enumerable.Range(0, 300).Select(n => $"s{n}"), ignoreOrder: true);
        claims.ShouldAllBe(claim => claim.Count <= 25);
    }

    [Fact]
    public async Task WhatADeletedSagaEmitted_IsForgotten()
    {
        await EmitAsync("a", 0, "x");
        await EmitAsync("b", 0, "y");
        await installation.CommittedAsync(Commits.Of("a", 1, "Done") with { Ended = true, Retain = TimeSpan.FromHours(1) });
        (await installation.Store.DeleteEndedAsync(Commits.Task("a"), default)).ShouldBeTrue();
        installation.Clock.Advance(Age);
        (await ClaimAsync()).Single().Id.Key.ShouldBe(Commits.Task("b"));
        var shard = installation.Keys.Shard(installation.Keys.ShardOf(Commits.Task("a")));
        (await redis.Connection.GetDatabase().StreamLengthAsync($"{shard}emitted")).ShouldBe(0);
    }

    [Fact]
    public async Task AClockThatIsSetBack_LosesNothing()
    {
        installation.Clock.Advance(Age);
        await EmitAsync("a", 0, "before");
        installation.Clock.Advance(-Age);
        await EmitAsync("a", 1, "after");
        (await ClaimAsync()).ShouldBeEmpty();
        installation.Clock.Advance(2 * Age);
        (await ClaimAsync()).Select(entry => entry.Id.Version).ShouldBe([1, 2]);
        installation.Clock.Advance(-Age);
        (await ClaimAsync()).ShouldBeEmpty();
        installation.Clock.Advance(2 * Age);
        (await ClaimAsync()).Select(entry => entry.Id.Version).ShouldBe([1, 2]);
    }

    private Task<IReadOnlyList<StoredOutbox>> ClaimAsync() => installation.Store.ClaimOutboxAsync(Age, 100, default);

    /// <returns>Its place.</returns>
    private async Task<string?> EmitAsync(string id, long expected, string entry) =>
        (await installation.Store.CommitAsync(Commits.Of(id, expected, "A") with { Outbox = entry.Utf8() }, default)).ShouldBeOfType<CommitResult.Committed>().OutboxPlace;
}
