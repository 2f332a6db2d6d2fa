using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>One task whose key held something else stopped the claims of all shards: no timer of the installation fired any more.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ADamagedTaskHeldUpAllTimersTests(StoreRedis redis)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly StoreInstallation installation = new(redis.Connection);

    [Fact]
    public async Task The_others_fire()
    {
        foreach (var id in new[] { "w~1", "w~2", "w~3" })
            await installation.CommittedAsync(Commits.Of(id, 0, "Accepted", "i") with { TimersSet = [new TimerSet("deadline", Soon)] });
        await redis.Connection.GetDatabase().KeyDeleteAsync(installation.Keys.Saga(Commits.Task("w~2")));
        await redis.Connection.GetDatabase().StringSetAsync(installation.Keys.Saga(Commits.Task("w~2")), "garbage");
        installation.Clock.Advance(2 * Soon);

        var due = await installation.Store.ClaimTimersAsync(TimeSpan.FromSeconds(5), 100, default);

        due.Timers.Select(timer => timer.Key.Id).ShouldBe(["w~1", "w~2", "w~3"], ignoreOrder: true);
        (await installation.Store.ClaimTimersAsync(TimeSpan.FromSeconds(5), 100, default)).Timers.ShouldBeEmpty();
        installation.Clock.Advance(TimeSpan.FromSeconds(61));
        (await installation.Store.ClaimTimersAsync(TimeSpan.FromSeconds(5), 100, default)).Timers.Count.ShouldBe(3, "whoever handles the damaged one says so, for as long as nobody mends it");
    }

    [Fact]
    public async Task Others_whose_retention_is_over_go()
    {
        foreach (var id in new[] { "w~1", "w~2" })
            await installation.CommittedAsync(Commits.Of(id, 0, "Completed", "i") with { Ended = true, Retain = Soon });
        await redis.Connection.GetDatabase().KeyDeleteAsync(installation.Keys.Saga(Commits.Task("w~1")));
        await redis.Connection.GetDatabase().StringSetAsync(installation.Keys.Saga(Commits.Task("w~1")), "garbage");
        installation.Clock.Advance(2 * Soon);

        (await installation.Store.SweepRetentionAsync(100, default)).ShouldBe(1);

        (await installation.LoadAsync(Commits.Task("w~2"))).ShouldBeNull();
    }
}
