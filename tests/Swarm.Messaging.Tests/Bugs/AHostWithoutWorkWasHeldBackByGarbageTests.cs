using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>
/// A host that had stopped taking work stayed so for as long as its heap lay between the limits, though nothing but garbage was in it: the collector was asked in the
/// background alone, and without work finds no reason to come.
/// </summary>
public sealed class AHostWithoutWorkWasHeldBackByGarbageTests
{
    private const long Mb = 1_048_576;
    private readonly HostPressure pressure = new();
    private readonly MemoryTally tally = new();
    private readonly Heap heap = new() { Live = 900 };
    private readonly MemoryGuard guard;

    public AHostWithoutWorkWasHeldBackByGarbageTests()
    {
        var options = new ServiceCollection().AddOptions().BuildServiceProvider().GetRequiredService<IOptionsMonitor<MemoryOptions>>();
        guard = new(heap, [], pressure, tally, options, TimeProvider.System, NullLogger<MemoryGuard>.Instance);
        guard.RunOnce();
        pressure.IsFull.ShouldBeTrue();
    }

    [Fact]
    public void It_is_collected_for_real_and_takes_work_again()
    {
        (heap.Live, heap.Garbage) = (50, 500);

        PassAndRun(TimeSpan.FromSeconds(60));

        (pressure.IsFull, heap.Garbage).ShouldBe((false, 0));
        tally.Report(new MemoryOptions(), true).Events.Select(e => e.Name).ShouldContain("work_resumed");
    }

    [Fact]
    public void It_is_collected_once_a_minute_while_that_does_not_help()
    {
        heap.Live = 500;
        var before = heap.Real;

        for (var check = 0; check < 18; check++)
            PassAndRun(TimeSpan.FromSeconds(10));

        pressure.IsFull.ShouldBeTrue();
        (heap.Real - before).ShouldBe(3);
    }

    [Fact]
    public void A_host_that_takes_work_is_not_stopped_for_it()
    {
        heap.Live = 50;
        PassAndRun(TimeSpan.FromSeconds(60));
        pressure.IsFull.ShouldBeFalse();
        var before = heap.Real;

        heap.Garbage = 500;
        PassAndRun(TimeSpan.FromSeconds(60));

        heap.Real.ShouldBe(before);
    }

    private void PassAndRun(TimeSpan time)
    {
        heap.At += time;
        guard.RunOnce();
    }

    /// <summary>Memory in MB. A collector that is asked only, does nothing.</summary>
    private sealed class Heap : IMemoryProbe
    {
        public DateTimeOffset At { get; set; } = DateTimeOffset.UnixEpoch;

        public long Live { get; set; }

        public long Garbage { get; set; }

        public int Real { get; private set; }

        public MemorySample Look() => new(At, (Live + Garbage) * Mb, Live * Mb, 0, Real);

        public void Collect(bool now)
        {
            if (!now)
                return;
            Real++;
            Garbage = 0;
        }
    }
}
