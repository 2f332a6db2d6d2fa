using StackExchange.Redis;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A commit that met something else at a key beside its saga had written its mark, its timeline and its outbox: refused, it had happened by half, and was never made again.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ADamagedTaskWasWrittenByHalfTests(StoreRedis redis)
{
    private readonly StoreInstallation installation = new(redis.Connection);

    [Theory]
    [InlineData("timeline")]
    [InlineData("c:list")]
    [InlineData("c:map")]
    public async Task What_is_refused_left_nothing_and_is_made_when_the_key_is_mended(string side)
    {
        var (task, database) = (Commits.Task("w~1"), redis.Connection.GetDatabase());
        await installation.CommittedAsync(Whole(0, "i1"));
        var damaged = $"{installation.Keys.Saga(task)}:{side}";
        await database.KeyRenameAsync(damaged, $"{damaged}-whole");
        await database.StringSetAsync(damaged, "garbage");

        foreach (var again in new[] { false, true })
            (await Should.ThrowAsync<SagaDamagedException>(() => installation.Store.CommitAsync(Whole(1, "i2", "i3"), default))).Key.ShouldBe(task, $"again: {again}");

        await database.KeyRenameAsync($"{damaged}-whole", damaged);
        (await installation.LoadAsync(task))!.Version.ShouldBe(1);
        (await installation.Store.ReadTimelineAsync(task, default)).Count.ShouldBe(1);
        (await installation.Store.ReadCollectionAsync(task, "list", default)).Count.ShouldBe(1);
        (await installation.Store.CommitAsync(Whole(1, "i2", "i3"), default)).ShouldBeOfType<CommitResult.Committed>().Version.ShouldBe(2);
        installation.Clock.Advance(TimeSpan.FromMinutes(1));
        (await installation.Store.ClaimOutboxAsync(TimeSpan.FromSeconds(5), 100, default)).Select(o => o.Id.Version).ShouldBe([1, 2]);
    }

    [Theory]
    [InlineData("emitted")]
    [InlineData("idx:task:states")]
    public async Task A_damaged_key_of_all_is_no_damage_of_the_one_and_leaves_nothing_either(string shared)
    {
        var (task, database) = (Commits.Task("w~1"), redis.Connection.GetDatabase());
        var damaged = installation.Keys.Shard(installation.Keys.ShardOf(task)) + shared;
        await database.StringSetAsync(damaged, "garbage");

        var failure = await Should.ThrowAsync<RedisServerException>(() => installation.Store.CommitAsync(Whole(0, "i1"), default));

        failure.Message.ShouldContain("key of all");
        await database.KeyDeleteAsync(damaged);
        (await installation.LoadAsync(task)).ShouldBeNull();
        (await installation.Store.CommitAsync(Whole(0, "i1"), default)).ShouldBeOfType<CommitResult.Committed>();
        (await installation.Store.ReadTimelineAsync(task, default)).Count.ShouldBe(1);
    }

    private static SagaCommit Whole(long expected, params string[] inbox) => Commits.Of("w~1", expected, "Accepted", inbox) with
    {
        Timeline = ["{}".Utf8()],
        Appends = [new("list", "{}".Utf8())],
        Fields = [new("map", "field", "{}".Utf8())],
        Outbox = "[]".Utf8(),
    };
}
