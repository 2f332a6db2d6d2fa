using Swarm.Messaging.HostMemory;

namespace Swarm.Messaging.Tests.HostMemory;

public sealed class MemoryMonitorTests
{
    private const long Mb = 1_048_576;
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly MemoryMonitor monitor = new();
    private readonly MemoryOptions options = new();
    private int samples;

    [Fact]
    public void A_level_is_said_when_it_is_reached_and_again_only_after_it_was_left()
    {
        MemoryLevel?[] rose = [.. new long[] { 100, 401, 402, 801, 900, 500, 399, 850 }.Select(mb => Look(mb).Rose)];

        rose.ShouldBe([null, MemoryLevel.Warning, null, MemoryLevel.Critical, null, null, null, MemoryLevel.Critical]);
    }

    [Fact]
    public void The_collector_is_asked_each_minute_and_above_its_mark()
    {
        string?[] asked = [.. Enumerable.Range(0, 8).Select(n => Look(n == 2 ? 301 : 100).Collection)];

        asked.ShouldBe([null, null, "threshold", null, null, null, null, null]);
        Look(100).Collection.ShouldBe("scheduled");
    }

    [Fact]
    public void A_heap_that_grows_by_more_than_ten_MB_a_second_leaks_and_is_said_once()
    {
        MemoryLeak?[] found = [.. Enumerable.Range(0, 15).Select(n => Look(100 + n * 110).Leak)];

        found.Count(f => f is not null).ShouldBe(1);
        found[9].ShouldNotBeNull("ten samples tell").Rate.ShouldBe(11 * Mb, 1);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(11, false)]
    [InlineData(12, true)]
    public void Ten_MB_a_second_is_the_limit(int mbPerSecond, bool leaks)
    {
        options.LeakMbPerSecond = 11;

        Enumerable.Range(0, 31).Select(n => Look(n * mbPerSecond * 10).Leak).Any(f => f is not null).ShouldBe(leaks);
    }

    [Fact]
    public void What_is_left_after_collections_and_only_rises_leaks_slowly()
    {
        MemoryLeak?[] found = [.. Enumerable.Range(0, 40).Select(n => Look(200, live: 100 + n * 3).SlowLeak)];

        found.Count(f => f is not null).ShouldBe(1);
        found[30].ShouldNotBeNull("five minutes have been seen, and no less will do").Window.ShouldBe(options.Window);
    }

    [Fact]
    public void A_fall_or_too_few_collections_are_no_slow_leak()
    {
        Enumerable.Range(0, 60).Select(n => Look(200, live: n % 20 == 5 ? 99 : 100 + n * 3).SlowLeak).ShouldAllBe(f => f == null);
        var still = new MemoryMonitor();
        Enumerable.Range(0, 60).Select(n => still.Observe(new MemorySample(Begin.AddSeconds(10 * n), 200 * Mb, (100 + n * 3) * Mb, 0, n / 5), options).SlowLeak).ShouldAllBe(f => f == null);
    }

    [Fact]
    public void Samples_are_kept_for_half_an_hour_and_the_trend_is_that_of_the_last_ten()
    {
        for (var n = 0; n < 500; n++)
            Look(n < 490 ? 100 : 100 + (n - 490));

        monitor.History.Count.ShouldBe(181);
        monitor.Trend.ShouldBe(0.1 * Mb, 1);
    }

    private MemoryFindings Look(long mb, long live = 50) =>
        monitor.Observe(new MemorySample(Begin.AddSeconds(10 * samples), mb * Mb, live * Mb, mb * Mb, samples++), options);
}
