using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Tests.Workflows.Caching;

public sealed class MemoryTierTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Two_hits_and_a_miss_are_a_hit_rate_of_two_thirds()
    {
        var tier = Tier();
        tier.Put("a", PackedResult.Of("""{"nodeId":"a"}"""u8), TimeSpan.FromHours(1));

        tier.Find("b").ShouldBeNull();
        new CacheFigures("lru", tier.Figures(), 0, 0, null).HitRate.ShouldBe(0);
        tier.Find("a");
        var found = tier.Find("a")!;

        JsonElement.Parse(found.Json().Span).GetProperty("nodeId").GetString().ShouldBe("a");
        var figures = new CacheFigures("lru", tier.Figures(), 0, 0, null);
        (figures.Hits, figures.Misses).ShouldBe((2, 1));
        figures.HitRate.ShouldBe(0.66, 0.01);
        figures.MissRate.ShouldBe(0.33, 0.01);
    }

    [Fact]
    public void A_host_short_of_memory_lets_go_of_half_the_oldest_first_until_nothing_is_left()
    {
        var tier = Tier();
        foreach (var key in new[] { "a", "b", "c", "d" })
            tier.Put(key, PackedResult.Of("""{"same":"size"}"""u8), TimeSpan.FromHours(1));
        var all = tier.Figures().Bytes;

        tier.TrimHalf().ShouldBe(all / 2);

        (tier.Find("a"), tier.Find("b")).ShouldBe((null, null));
        (tier.Find("c") is null, tier.Find("d") is null).ShouldBe((false, false));
        (tier.TrimHalf(), tier.TrimHalf(), tier.TrimHalf()).ShouldBe((all / 4, all / 4, 0));
    }

    [Fact]
    public void A_shared_hit_is_no_miss()
    {
        var figures = new CacheFigures("lru", new MemoryTierFigures(0, 0, 0, Hits: 1, Misses: 2, 0), SharedHits: 1, 0, null);

        (figures.Hits, figures.Misses).ShouldBe((2, 1));
    }

    [Fact]
    public void What_has_expired_is_no_answer_and_is_purged()
    {
        var tier = Tier();
        tier.Put("short", PackedResult.Of("1"u8), TimeSpan.FromSeconds(1));
        tier.Put("long", PackedResult.Of("2"u8), TimeSpan.FromHours(1));
        tier.Put("asked", PackedResult.Of("3"u8), TimeSpan.FromSeconds(1));

        time.Advance(TimeSpan.FromSeconds(1));

        tier.Find("asked").ShouldBeNull();
        tier.Purge().ShouldBe(1);
        tier.Figures().Entries.ShouldBe(1);
        tier.Find("long").ShouldNotBeNull();
        tier.Figures().Evictions.ShouldBe(0);
    }

    [Fact]
    public void Its_size_has_a_bound_and_what_is_larger_is_not_kept()
    {
        var tier = Tier(mostBytes: 25);

        foreach (var key in (string[])["a", "b", "c"])
            tier.Put(key, PackedResult.Of("123456789"u8), TimeSpan.FromHours(1));
        tier.Put("b", PackedResult.Of("12"u8), TimeSpan.FromHours(1));
        tier.Put("large", PackedResult.Of(Encoding.UTF8.GetBytes(new string('1', 30))), TimeSpan.FromHours(1));

        (tier.Find("a"), tier.Find("large")).ShouldBe((null, null));
        tier.Figures().Bytes.ShouldBe(13);
        tier.Clear().ShouldBe(2);
        tier.Figures().Bytes.ShouldBe(0);
    }

    [Fact]
    public void Ten_thousand_equal_characters_are_compressed_and_come_back_as_they_were()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new string('x', 10_000));
        var tier = Tier();

        tier.Put("a", PackedResult.Of(json), TimeSpan.FromHours(1));

        tier.Find("a")!.Compressed.ShouldBeTrue();
        tier.Find("a")!.Json().ToArray().ShouldBe(json);
        new CacheFigures("lru", tier.Figures(), 0, 0, null).CompressionRatio.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(1_024)]
    [InlineData(1_025)]
    [InlineData(1_000_000)]
    public void Any_bytes_survive_packing(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);

        var packed = PackedResult.Of(bytes);

        packed.Compressed.ShouldBeFalse("noise does not get smaller");
        PackedResult.Read(packed.Bytes)!.Json().ToArray().ShouldBe(bytes);
    }

    [Fact]
    public void What_is_no_packed_result_is_not_read()
    {
        PackedResult.Read([]).ShouldBeNull();
        PackedResult.Read([9, 1, 2]).ShouldBeNull();
    }

    private MemoryTier Tier(long mostBytes = 1_000_000) => new(QueuePolicy.Lru(), mostBytes, 100, time);
}
