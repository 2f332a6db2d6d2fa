using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;

namespace Swarm.Messaging.Tests.HostMemory;

public sealed class MemoryGuardTests
{
    private const long Mb = 1_048_576;
    private readonly HostPressure pressure = new();
    private readonly MemoryTally tally = new();
    private readonly IOptionsMonitor<MemoryOptions> options = new ServiceCollection().AddOptions().BuildServiceProvider().GetRequiredService<IOptionsMonitor<MemoryOptions>>();

    [Fact]
    public void Garbage_is_collected_and_work_goes_on()
    {
        var memory = new Held { Garbage = 800, Live = 100 };

        Guard(memory).RunOnce();

        (memory.Collected, pressure.IsFull).ShouldBe((1, false));
        Said().ShouldBe(["memory_critical", "gc_completed aggressive_gc_triggered"]);
    }

    [Fact]
    public void Caches_are_halved_until_there_is_room()
    {
        var memory = new Held { Live = 300 };
        var cache = new Cache(memory) { Size = 600 };

        Guard(memory, cache).RunOnce();

        (cache.Size, memory.Live, pressure.IsFull).ShouldBe((75, 375, false));
    }

    [Fact]
    public void What_cannot_be_let_go_stops_new_work_until_it_is_below_the_warning()
    {
        var memory = new Held { Live = 900 };
        var guard = Guard(memory, new Cache(memory));

        guard.RunOnce();
        pressure.IsFull.ShouldBeTrue();
        memory.Live = 500;
        guard.RunOnce();
        pressure.IsFull.ShouldBeTrue("between the limits it stays as it is");
        memory.Live = 300;
        guard.RunOnce();

        pressure.IsFull.ShouldBeFalse();
        Said().ShouldBe(
        [
            "memory_critical", "gc_completed aggressive_gc_triggered", "gc_completed aggressive_gc_triggered", "gc_completed aggressive_gc_triggered", "emergency_cleanup_required",
            "gc_completed threshold", "work_resumed",
        ]);
    }

    [Fact]
    public void A_collection_by_hand_says_what_it_freed()
    {
        var memory = new Held { Garbage = 60, Live = 40 };

        Guard(memory).Collect().ShouldBe((100, 40));

        Said().ShouldBe(["gc_completed manual"]);
        var report = tally.Report(new MemoryOptions(), takesWork: true);
        (report.Collections, report.AverageFreedMb, report.HeapMb).ShouldBe((1, 60, 40));
    }

    private MemoryGuard Guard(Held memory, params IMemoryTrim[] caches) =>
        new(memory, caches, pressure, tally, options, TimeProvider.System, NullLogger<MemoryGuard>.Instance);

    private string[] Said() => [.. tally.Report(new MemoryOptions(), true).Events.Select(e => e.Reason is null ? e.Name : $"{e.Name} {e.Reason}")];

    /// <summary>Memory in MB, of which the garbage goes when it is collected.</summary>
    private sealed class Held : IMemoryProbe
    {
        private int collections;

        public long Live { get; set; }

        public long Garbage { get; set; }

        public int Collected => collections;

        public MemorySample Look() => new(DateTimeOffset.UnixEpoch.AddSeconds(collections), (Live + Garbage) * Mb, Live * Mb, 0, collections);

        public void Collect(bool now)
        {
            collections++;
            Garbage = 0;
        }
    }

    private sealed class Cache(Held memory) : IMemoryTrim
    {
        private long size;

        public long Size
        {
            get => size;
            set
            {
                memory.Live += value - size;
                size = value;
            }
        }

        public long TrimHalf()
        {
            var half = Size - Size / 2;
            Size /= 2;
            return half * Mb;
        }
    }
}
