using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Execution;
using Swarm.Messaging.HostMemory;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>While a host was above its limit, three collections that stop everything ran at every check without end, and freed nothing. A shorter interval counted after the longer one was over.</summary>
public sealed class AHostAboveItsLimitWasCollectedAtEveryCheckTests
{
    private const long Mb = 1_048_576;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider time = new();
    private readonly Settings settings = new();
    private readonly HostPressure pressure = new();
    private readonly Heap heap;
    private readonly MemoryGuard guard;

    public AHostAboveItsLimitWasCollectedAtEveryCheckTests()
    {
        heap = new(time) { Live = 900 };
        guard = new(heap, [], pressure, new MemoryTally(), settings, time, NullLogger<MemoryGuard>.Instance);
        guard.RunOnce();
        (heap.Real, pressure.IsFull).ShouldBe((3, true));
    }

    [Fact]
    public void Collections_that_free_nothing_come_again_once_a_minute()
    {
        for (var check = 0; check < 17; check++)
            PassAndRun(TimeSpan.FromSeconds(10));

        (heap.Real, pressure.IsFull).ShouldBe((3 + 2 * 3, true));
    }

    [Fact]
    public void They_come_at_once_when_there_is_more_to_collect()
    {
        (heap.Live, heap.Garbage) = (300, 700);

        PassAndRun(TimeSpan.FromSeconds(10));

        (heap.Real, pressure.IsFull).ShouldBe((4, false));
    }

    [Fact]
    public void Who_was_below_the_limit_meanwhile_is_collected_anew()
    {
        heap.Live = 700;
        PassAndRun(TimeSpan.FromSeconds(10));
        var before = heap.Real;
        heap.Live = 900;

        PassAndRun(TimeSpan.FromSeconds(10));

        (heap.Real - before).ShouldBe(3);
    }

    [Fact]
    public async Task A_shorter_interval_counts_at_once()
    {
        settings.Set(new MemoryOptions { CheckInterval = TimeSpan.FromHours(1) });
        await guard.StartAsync(CancellationToken.None);
        (await settings.Listened.WaitAsync(Patience)).ShouldBeTrue();
        while (heap.Looked.Wait(0))
        {
        }

        settings.Set(new MemoryOptions { CheckInterval = TimeSpan.FromSeconds(1) });
        time.Advance(TimeSpan.FromSeconds(1));

        (await heap.Looked.WaitAsync(Patience)).ShouldBeTrue();
        await guard.StopAsync(CancellationToken.None);
    }

    private void PassAndRun(TimeSpan passes)
    {
        time.Advance(passes);
        guard.RunOnce();
    }

    private sealed class Settings : IOptionsMonitor<MemoryOptions>
    {
        private Action<MemoryOptions, string?>? listeners;

        public MemoryOptions CurrentValue { get; private set; } = new();

        public SemaphoreSlim Listened { get; } = new(0);

        public MemoryOptions Get(string? name) => CurrentValue;

        public void Set(MemoryOptions options)
        {
            CurrentValue = options;
            listeners?.Invoke(options, null);
        }

        public IDisposable OnChange(Action<MemoryOptions, string?> listener)
        {
            listeners += listener;
            Listened.Release();
            return new Listening(() => listeners -= listener);
        }

        private sealed class Listening(Action end) : IDisposable
        {
            public void Dispose() => end();
        }
    }

    /// <summary>Memory in MB. A collector that is asked only, does nothing.</summary>
    private sealed class Heap(TimeProvider time) : IMemoryProbe
    {
        public long Live { get; set; }

        public long Garbage { get; set; }

        public int Real { get; private set; }

        public SemaphoreSlim Looked { get; } = new(0);

        public MemorySample Look()
        {
            Looked.Release();
            return new(time.GetUtcNow(), (Live + Garbage) * Mb, Live * Mb, 0, Real);
        }

        public void Collect(bool now)
        {
            if (!now)
                return;
            Real++;
            Garbage = 0;
        }
    }
}
