using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Sagas;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Integration.Tests.Sagas;

[Collection(StoreRedisDefinition.Name)]
public sealed class StoreInstallationTests(StoreRedis redis)
{
    [Fact]
    public async Task TwoInstallations_OnOneRedis_SeeNothingOfEachOther()
    {
        var one = new StoreInstallation(redis.Connection);
        var two = new StoreInstallation(redis.Connection);
        var heard = new List<SagaKey>();
        await using var listening = await two.Store.ListenForEndsAsync(heard.Add, default);
        await one.CommittedAsync(Commits.Of("a", 0, "Accepted", "i1") with { Outbox = "o".Utf8(), TimersSet = [new("x", TimeSpan.Zero)] });
        await one.CommittedAsync(Commits.Of("done", 0, "Done") with { Ended = true, Retain = TimeSpan.Zero });
        await one.Store.BindKeyAsync("task", "acme", "k", "a", TimeSpan.FromHours(1), default);

        (await two.LoadAsync(Commits.Task("a"))).ShouldBeNull();
        (await two.Store.ClaimTimersAsync(TimeSpan.FromMinutes(1), 10, default)).Timers.ShouldBeEmpty();
        (await two.Store.ClaimOutboxAsync(TimeSpan.Zero, 10, default)).ShouldBeEmpty();
        (await two.Store.ListAsync(new SagaQuery("task", null, null, null, 10), default)).Sagas.ShouldBeEmpty();
        (await two.Store.CountByStateAsync("task", default)).ShouldBeEmpty();
        (await two.Store.SweepRetentionAsync(10, default)).ShouldBe(0);
        (await two.Store.BindKeyAsync("task", "acme", "k", "b", TimeSpan.FromHours(1), default)).ShouldBe("b");
        (await two.CommittedAsync(Commits.Of("a", 0, "Accepted", "i1"))).ShouldBe(1);
        heard.ShouldBeEmpty();
        (await one.LoadAsync(Commits.Task("a")))!.Version.ShouldBe(1);
    }

    [Fact]
    public async Task Ends_AreHeard_UntilDisposed()
    {
        var installation = new StoreInstallation(redis.Connection);
        var heard = System.Threading.Channels.Channel.CreateUnbounded<SagaKey>();
        var listening = await installation.Store.ListenForEndsAsync(key => heard.Writer.TryWrite(key), default);
        await installation.CommittedAsync(Commits.Of("open", 0, "Accepted"));
        await installation.CommittedAsync(Commits.Of("a", 0, "Done") with { Ended = true });
        (await heard.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(Commits.Task("a"));
        await listening.DisposeAsync();
        await installation.CommittedAsync(Commits.Of("b", 0, "Done") with { Ended = true });
        await redis.Connection.GetSubscriber().PingAsync();
        heard.Reader.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task OtherShardCount_IsRefusedAtStart_NamingBoth()
    {
        var prefix = $"t{Guid.NewGuid():N}";
        using (var first = Host(prefix, 16)) await first.StartAsync();
        using (var again = Host(prefix, 16)) await again.StartAsync();
        using var other = Host(prefix, 8);
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => other.StartAsync());
        refused.Message.ShouldContain("8 shards");
        refused.Message.ShouldContain("over 16");
        refused.Message.ShouldContain($"{prefix}:swarm-messaging:shards");
        refused.Message.ShouldContain("KeyPrefix");
    }

    [Fact]
    public async Task Registered_TheStoreWorks()
    {
        using var host = Host($"t{Guid.NewGuid():N}", 4);
        await host.StartAsync();
        var store = host.Services.GetRequiredService<ISagaStore>();
        (await store.CommitAsync(Commits.Of("a", 0, "Accepted"), default)).ShouldBe(new CommitResult.Committed(1));
        host.Services.GetRequiredService<StoreClock>().Offset.ShouldBe(TimeSpan.Zero);
    }

    private IHost Host(string prefix, int shards)
    {
        var builder = new HostApplicationBuilder();
        builder.Services.AddSingleton(redis.Connection);
        builder.Services.Configure<RedisStoreOptions>(options =>
        {
            options.KeyPrefix = prefix;
            options.Shards = shards;
        });
        builder.Services.AddRedisSagaStore();
        return builder.Build();
    }
}
