namespace Swarm.Messaging.Integration.Tests.Sagas;

[Collection(StoreRedisDefinition.Name)]
public sealed class StoreBindingTests(StoreRedis redis)
{
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);
    private readonly StoreInstallation installation = new(redis.Connection);

    [Fact]
    public async Task FiftyAtOnce_AgreeOnOneId()
    {
        var bound = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => BindAsync("k", $"id{n}")));
        bound.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Bound_ToASagaThatExists_Stays()
    {
        (await BindAsync("k", "a")).ShouldBe("a");
        await installation.CommittedAsync(Commits.Of("a", 0, "Accepted"));
        installation.Clock.Advance(TimeSpan.FromHours(2));
        (await BindAsync("k", "b")).ShouldBe("a");
    }

    [Fact]
    public async Task Bound_ToASagaNeverCommitted_GivesWayAfterAMinute()
    {
        await BindAsync("k", "a");
        installation.Clock.Advance(TimeSpan.FromSeconds(30));
        (await BindAsync("k", "b")).ShouldBe("a");
        installation.Clock.Advance(TimeSpan.FromSeconds(31));
        var bound = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => BindAsync("k", $"b{n}")));
        bound.Distinct().ShouldHaveSingleItem().ShouldStartWith("b");
    }

    [Fact]
    public async Task SameId_Refreshes()
    {
        await BindAsync("k", "a");
        installation.Clock.Advance(TimeSpan.FromHours(23));
        (await BindAsync("k", "a")).ShouldBe("a");
        await installation.CommittedAsync(Commits.Of("a", 0, "Accepted"));
        installation.Clock.Advance(TimeSpan.FromHours(23));
        (await BindAsync("k", "b")).ShouldBe("a");
        installation.Clock.Advance(TimeSpan.FromHours(2));
        (await BindAsync("k", "b")).ShouldBe("b");
    }

    [Fact]
    public async Task Binding_ExpiresInRedisToo()
    {
        await BindAsync("k", "a");
        var key = installation.KeysWith(":bind:").ShouldHaveSingleItem();
        (await redis.Connection.GetDatabase().KeyTimeToLiveAsync(key))!.Value.TotalHours.ShouldBeInRange(23.9, 24);
    }

    [Fact]
    public async Task ForLife_StaysWhileTheSagaIsThereAndLeavesNothing()
    {
        (await BindForLifeAsync("k", "a")).ShouldBe("a");
        await installation.CommittedAsync(Commits.Of("a", 0, "Accepted"));
        (await installation.Store.SweepBindingsAsync(100, default)).ShouldBe(0);
        for (var day = 0; day < 40; day++)
        {
            installation.Clock.Advance(TimeSpan.FromDays(1));
            (await installation.Store.SweepBindingsAsync(100, default)).ShouldBe(1);
        }

        (await BindForLifeAsync("k", "b")).ShouldBe("a");
        await BindForLifeAsync("never committed", "c");
        installation.Clock.Advance(TimeSpan.FromHours(2));
        await installation.Store.SweepBindingsAsync(100, default);

        installation.KeysWith(":bind:").ShouldHaveSingleItem().ShouldContain("acme:k");
        (await BindForLifeAsync("never committed", "d")).ShouldBe("d");
    }

    [Fact]
    public async Task ForLife_GivesWayWhenTheSagaIsGone()
    {
        await BindForLifeAsync("k", "a");
        installation.Clock.Advance(TimeSpan.FromMinutes(2));

        (await BindForLifeAsync("k", "b")).ShouldBe("b");
        installation.Clock.Advance(TimeSpan.FromHours(2));
        (await installation.Store.SweepBindingsAsync(100, default)).ShouldBe(1);
        installation.KeysWith("bind").ShouldBeEmpty();
    }

    [Fact]
    public async Task KeysOfOtherClientsAndTypes_AreOthers()
    {
        (await installation.Store.BindKeyAsync("task", "a:b", "c", "1", Retention, default)).ShouldBe("1");
        (await installation.Store.BindKeyAsync("task", "a", "b:c", "2", Retention, default)).ShouldBe("2");
        (await installation.Store.BindKeyAsync("batch", "a", "b:c", "3", Retention, default)).ShouldBe("3");
        (await installation.Store.BindKeyAsync("task", "ä", "{x} |\n", "4|5", Retention, default)).ShouldBe("4|5");
        (await installation.Store.BindKeyAsync("task", "ä", "{x} |\n", "6", Retention, default)).ShouldBe("4|5");
    }

    private Task<string> BindForLifeAsync(string key, string id) => installation.Store.BindKeyForLifeAsync("task", "acme", key, id, default);

    private Task<string> BindAsync(string key, string id) => installation.Store.BindKeyAsync("task", "acme", key, id, Retention, default);
}
