using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A node that was run again replaced what was kept of it, but not in the memory of other hosts, which answered with the old result for an hour.</summary>
public sealed class AnOldResultStayedInTheMemoryOfOtherHostsTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly NodeOrigin First = new("run-1", 0, 0);
    private static readonly NodeOrigin Again = new("run-1", 0, 1);
    private static readonly ResultKey Kept = new("k", 3_600_000);

    [Fact]
    public async Task A_newer_one_takes_its_place_on_every_host()
    {
        var prefix = $"f{Guid.NewGuid():N}";
        await using var one = await WorkflowHost.StartAsync(redis.Port, prefix);
        await using var two = await WorkflowHost.StartAsync(redis.Port, prefix);
        var (here, there) = (one.Spine.Get<ResultCache>(), two.Spine.Get<ResultCache>());
        await here.EnterAsync(Kept, First, Hour);
        await here.EndAsync(Kept, First, "1"u8.ToArray());
        (await AnswerAsync(there)).ShouldBe("1");

        await here.EndAsync(Kept, Again, "2"u8.ToArray());

        await Eventually.HoldsAsync(async () => await AnswerAsync(there) == "2", "the other host answers with the newer one");
        one.Spine.Get<MemoryTier>().Figures().Entries.ShouldBe(1, "who made it keeps it");
    }

    [Fact]
    public void What_was_read_before_a_newer_one_was_told_of_is_not_kept()
    {
        var memory = new MemoryTier(new LfuPolicy(), 1_000, 10, TimeProvider.System);
        var readAt = memory.Forgotten;
        memory.Forget("k");

        memory.Put("k", PackedResult.Of("1"u8), Hour, readAt);

        memory.Find("k").ShouldBeNull();
    }

    private static async Task<string> AnswerAsync(ResultCache cache) =>
        System.Text.Encoding.UTF8.GetString((await cache.EnterAsync(Kept, new("run-2", 0, 0), Hour)).ShouldBeOfType<CacheStanding.Hit>().Result.Span);
}
