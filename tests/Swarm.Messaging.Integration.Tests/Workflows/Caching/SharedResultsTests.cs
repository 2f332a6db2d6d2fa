using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Redis.Caching;
using Swarm.Messaging.Redis.Channels;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Workflows;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Integration.Tests.Workflows.Caching;

/// <summary>What hosts share of the cache, on a real Redis.</summary>
public sealed class SharedResultsTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly SharedRoom Room = new(1_000_000, 100);
    private readonly string prefix = $"f{Guid.NewGuid():N}";

    [Fact]
    public async Task One_owner_has_the_right_to_make_a_result_until_it_is_there()
    {
        var shared = Shared();

        (await EnterAsync(shared, "one")).ShouldBeOfType<SharedStanding.Mine>();
        (await EnterAsync(shared, "two")).ShouldBeOfType<SharedStanding.Others>();
        (await EnterAsync(shared, "one")).ShouldBeOfType<SharedStanding.Mine>("asking again it has the right still");
        await shared.ReleaseAsync("k", "two", CancellationToken.None);
        (await EnterAsync(shared, "two")).ShouldBeOfType<SharedStanding.Others>("only the owner gives it back");
        await shared.ReleaseAsync("k", "one", CancellationToken.None);
        (await EnterAsync(shared, "two")).ShouldBeOfType<SharedStanding.Mine>();
        await shared.PutAsync("k", "two", PackedResult.Of("7"u8), Hour, Room, CancellationToken.None);

        var found = (await EnterAsync(shared, "one")).ShouldBeOfType<SharedStanding.Found>();
        found.Result.Json().ToArray().ShouldBe("7"u8.ToArray());
        found.Ttl.ShouldBeInRange(TimeSpan.FromMinutes(50), Hour);
    }

    [Fact]
    public async Task A_claim_of_somebody_who_took_longer_is_doubted_and_can_be_given_back_for_it()
    {
        var shared = Shared();
        await shared.EnterAsync("k", "gone", TimeSpan.FromMilliseconds(1), CancellationToken.None);

        await Eventually.HoldsAsync(async () => await EnterAsync(shared, "next") is SharedStanding.Others { Doubted: "gone" }, "it has had longer than it said");
        await shared.ReleaseAsync("k", "gone", CancellationToken.None);
        (await EnterAsync(shared, "next")).ShouldBeOfType<SharedStanding.Mine>();
    }

    [Fact]
    public async Task Results_end_by_themselves_and_their_sum_has_bounds()
    {
        var shared = Shared();
        await shared.PutAsync("short", "o", PackedResult.Of("1"u8), TimeSpan.FromMilliseconds(1), Room, CancellationToken.None);
        await Eventually.HoldsAsync(async () => (await FiguresAsync(shared)).Entries == 0, "its time is over");
        for (var i = 0; i < 5; i++)
            await shared.PutAsync($"k{i}", "o", PackedResult.Of("123456789"u8), Hour + TimeSpan.FromMinutes(i), new SharedRoom(1_000, 3), CancellationToken.None);

        (await FiguresAsync(shared)).ShouldBe(new SharedFigures(3, 30));
        (await shared.EnterAsync("k1", "x", Hour, CancellationToken.None)).ShouldBeOfType<SharedStanding.Mine>("what ends soonest went");
        await shared.PutAsync("k4", "o", PackedResult.Of("1"u8), Hour, new SharedRoom(22, 100), CancellationToken.None);
        (await FiguresAsync(shared)).Bytes.ShouldBe(22);
        await shared.PutAsync("large", "o", PackedResult.Of("123456789012345678901234567890"u8), Hour, new SharedRoom(22, 100), CancellationToken.None);
        (await FiguresAsync(shared)).Bytes.ShouldBe(22, "what is larger than all the room is not kept");

        (await shared.ClearAsync(CancellationToken.None)).ShouldBe(3);
        (await FiguresAsync(shared)).ShouldBe(new SharedFigures(0, 0));
        (await shared.EnterAsync("k4", "x", Hour, CancellationToken.None)).ShouldBeOfType<SharedStanding.Mine>();
    }

    [Fact]
    public async Task Two_hosts_make_a_result_once_and_a_clear_reaches_both()
    {
        await using var one = await WorkflowHost.StartAsync(redis.Port, prefix);
        await using var two = await WorkflowHost.StartAsync(redis.Port, prefix);
        var (here, there, kept) = (one.Spine.Get<ResultCache>(), two.Spine.Get<ResultCache>(), new ResultKey("k", 60_000));
        var (first, second) = (new NodeOrigin("run-1", 0, 0), new NodeOrigin("run-2", 0, 0));

        (await here.EnterAsync(kept, first, Hour)).ShouldBeOfType<CacheStanding.Run>();
        (await there.EnterAsync(kept, second, Hour)).ShouldBeOfType<CacheStanding.Wait>();
        await here.EndAsync(kept, first, "7"u8.ToArray());
        await Eventually.HoldsAsync(() => two.Spine.Get<CacheWaits>().Count == 0, "the other host hears that it is there");
        (await there.EnterAsync(kept, second, Hour)).ShouldBeOfType<CacheStanding.Hit>().Result.ToArray().ShouldBe("7"u8.ToArray());

        (await there.ClearAsync(CancellationToken.None)).ShouldBe(1);
        await Eventually.HoldsAsync(() => one.Spine.Get<MemoryTier>().Figures().Entries == 0, "the first host forgets it too");
        (await here.EnterAsync(kept, first, Hour)).ShouldBeOfType<CacheStanding.Run>();
    }

    [Fact]
    public async Task A_store_that_is_away_is_a_miss_with_a_line_in_the_log()
    {
        await using var server = await RedisServer.StartAsync(new() { AppendFsync = null });
        await using var connection = await StoreRedis.ConnectAsync(
            server.ConnectionString, o => (o.AsyncTimeout, o.SyncTimeout, o.BacklogPolicy) = (200, 200, BacklogPolicy.FailFast));
        var log = new LogLines();
        using var logs = LoggerFactory.Create(l => l.AddProvider(log));
        var keys = new RedisKeys(prefix, 4);
        var (waits, memory) = (new CacheWaits(TimeProvider.System), new MemoryTier(new LfuPolicy(), 1_000, 10, TimeProvider.System));
        var channels = new RedisChannels(connection, keys, logs.CreateLogger<RedisChannels>());
        await using var news = new CacheNews(channels, new Announcer(channels, TimeProvider.System, logs.CreateLogger<Announcer>()), waits, memory);
        var cache = new ResultCache(memory, new RedisSharedResults(connection, keys), waits, news, null! /* asked only by a store that answers */, Options.Create(new WorkflowOptions()), logs.CreateLogger<ResultCache>());
        var (kept, node) = (new ResultKey("k", 60_000), new NodeOrigin("run", 0, 0));

        await server.KillAsync();

        (await cache.EnterAsync(kept, node, Hour)).ShouldBeOfType<CacheStanding.Run>();
        log.Text.ShouldContain("Warning: The shared result cache could not be read; nodes run as if there were none");
        waits.Count.ShouldBe(0);
        await cache.EndAsync(kept, node, "7"u8.ToArray());
        (await cache.EnterAsync(kept, node, Hour)).ShouldBeOfType<CacheStanding.Hit>("this host has it in memory");
        (await cache.FiguresAsync(CancellationToken.None)).Shared.ShouldBeNull();
    }

    private RedisSharedResults Shared() => new(redis.Connection, new RedisKeys(prefix, 4));

    private static Task<SharedStanding> EnterAsync(RedisSharedResults shared, string owner) => shared.EnterAsync("k", owner, Hour, CancellationToken.None);

    private static Task<SharedFigures> FiguresAsync(RedisSharedResults shared) => shared.FiguresAsync(CancellationToken.None);
}
