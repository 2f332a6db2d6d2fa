using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.HostMemory;

/// <summary>
/// Looks at the host's memory and acts: asks the collector, trims caches, and as the last means stops new work until there is room again.
/// What has begun goes on; what waits is taken by other hosts.
/// </summary>
internal sealed partial class MemoryGuard(
    IMemoryProbe probe, IEnumerable<IMemoryTrim> caches, HostPressure pressure, MemoryTally tally, IOptionsMonitor<MemoryOptions> options, TimeProvider time, ILogger<MemoryGuard> log)
    : PeriodicService(TimeSpan.FromSeconds(10), time, log)
{
    private const int Cycles = 3;
    private const double Mb = 1_048_576;

    /// <summary>Part of the heap.</summary>
    private const double NextToNothing = 0.05;

    private readonly Lock gate = new();
    private DateTimeOffset? collected;
    private MemorySample? held;
    private TaskCompletionSource changed = new();

    public override TimeSpan Interval => options.CurrentValue.CheckInterval;

    /// <summary>A change of the interval counts at once, for the pause that has begun, too.</summary>
    protected override async Task PauseAsync(CancellationToken cancellation)
    {
        var began = Time.GetTimestamp();
        using var listening = options.OnChange(_ => Volatile.Read(ref changed).TrySetResult());
        while (true)
        {
            var change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref changed, change);
            var left = TimeLimits.ForTimer(Interval) - Time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                return;
            try
            {
                await change.Task.WaitAsync(left, Time, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return;
            }
        }
    }

    protected override Task<bool> RunAsync(CancellationToken cancellation)
    {
        RunOnce();
        return Task.FromResult(false);
    }

    public void RunOnce()
    {
        lock (gate)
        {
            var set = options.CurrentValue;
            var sample = probe.Look();
            var findings = tally.Monitor.Observe(sample, set);
            tally.Checked(sample);
            Say(findings, sample, set);
            held = tally.Monitor.Level == MemoryLevel.Critical ? held : null;
            if (tally.Monitor.Level == MemoryLevel.Critical)
                sample = IsWorthwhile(sample, set) ? Relieve(sample, set) : sample;
            else if (IsHeldBack(sample, set))
                sample = Collect("work_is_stopped", sample);
            else if (findings.Collection is { } reason)
                Ask(reason, sample);
            Press(MemoryMonitor.LevelOf(sample.HeapBytes, set), sample, set);
        }
    }

    /// <summary>An operator's wish: done when this returns.</summary>
    /// <returns>MB before and after.</returns>
    public (double Before, double After) Collect()
    {
        lock (gate)
        {
            var before = probe.Look();
            probe.Collect(now: true);
            var after = probe.Look();
            tally.Collected("manual", before, after);
            Collected("manual", before.HeapBytes / Mb, after.HeapBytes / Mb);
            return (before.HeapBytes / Mb, after.HeapBytes / Mb);
        }
    }

    /// <summary>
    /// A host that takes no work makes little garbage, so the collector sees no reason of its own to come: without a real collection what is left of the load
    /// would keep the host out of service. Such a collection stops everything, hence once within <see cref="MemoryOptions.Collection"/>.
    /// </summary>
    private bool IsHeldBack(MemorySample sample, MemoryOptions set) =>
        pressure.IsFull && tally.Monitor.Level == MemoryLevel.Warning && (collected is not { } last || sample.At - last >= set.Collection);

    /// <summary>
    /// Collections that freed next to nothing stop everything for nothing: while the host stays critical they come again when there is more to collect, or once within
    /// <see cref="MemoryOptions.Collection"/>.
    /// </summary>
    private bool IsWorthwhile(MemorySample sample, MemoryOptions set) =>
        held is not { } last || sample.At - last.At >= set.Collection || sample.HeapBytes > last.HeapBytes * (1 + NextToNothing);

    private void Ask(string reason, MemorySample before)
    {
        probe.Collect(now: false);
        var after = probe.Look();
        // In the background it may not have happened yet, or not at all.
        if (after.Collections > before.Collections)
            tally.Collected(reason, before, after);
    }

    private MemorySample Relieve(MemorySample sample, MemoryOptions set)
    {
        var before = sample.HeapBytes;
        for (var cycle = 0; cycle < Cycles && sample.HeapBytes > set.WarningMb * Mb; cycle++)
            sample = Collect("aggressive_gc_triggered", sample);
        while (sample.HeapBytes > set.WarningMb * Mb && caches.Sum(c => c.TrimHalf()) is var freed and > 0)
        {
            Trimmed(freed / Mb);
            sample = Collect("cache_trimmed", sample);
        }

        held = sample.HeapBytes > before * (1 - NextToNothing) ? sample : null;
        return sample;
    }

    private MemorySample Collect(string reason, MemorySample before)
    {
        probe.Collect(now: true);
        var after = probe.Look();
        tally.Collected(reason, before, after);
        Collected(reason, before.HeapBytes / Mb, after.HeapBytes / Mb);
        collected = after.At;
        return after;
    }

    private void Press(MemoryLevel level, MemorySample sample, MemoryOptions set)
    {
        if (level == MemoryLevel.Critical && !pressure.IsFull)
        {
            pressure.IsFull = true;
            tally.Add("emergency_cleanup_required", sample);
            Stopped(sample.HeapBytes / Mb, set.CriticalMb, set.WarningMb);
        }
        else if (level == MemoryLevel.Normal && pressure.IsFull)
        {
            pressure.IsFull = false;
            tally.Add("work_resumed", sample);
            Resumed(sample.HeapBytes / Mb, set.WarningMb);
        }
    }

    private void Say(MemoryFindings findings, MemorySample sample, MemoryOptions set)
    {
        if (findings.Rose is { } level)
        {
            tally.Add(level == MemoryLevel.Critical ? "memory_critical" : "memory_warning", sample);
            High(sample.HeapBytes / Mb, level == MemoryLevel.Critical ? set.CriticalMb : set.WarningMb, sample.RssBytes / Mb);
        }

        foreach (var leak in new[] { findings.Leak, findings.SlowLeak }.OfType<MemoryLeak>())
        {
            tally.Add("memory_leak_detected", sample);
            Leaks(leak.Kind, leak.Growth / Mb, leak.Window, leak.Rate / Mb);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The heap is {HeapMb:F0} MB, above {Limit} MB; the process has {RssMb:F0} MB")]
    private partial void High(double heapMb, int limit, double rssMb);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A {Kind}: {GrowthMb:F0} MB more within {Window} ({Rate:F2} MB/s). A dump (dotnet-gcdump) shows what holds them")]
    private partial void Leaks(string kind, double growthMb, TimeSpan window, double rate);

    [LoggerMessage(Level = LogLevel.Information, Message = "Collected ({Reason}): {BeforeMb:F0} -> {AfterMb:F0} MB")]
    private partial void Collected(string reason, double beforeMb, double afterMb);

    [LoggerMessage(Level = LogLevel.Information, Message = "Caches let go of {Mb:F0} MB")]
    private partial void Trimmed(double mb);

    [LoggerMessage(Level = LogLevel.Error, Message = "The heap is {HeapMb:F0} MB after collections and trimmed caches, above {CriticalMb} MB: this host takes no new work until it is below {WarningMb} MB")]
    private partial void Stopped(double heapMb, int criticalMb, int warningMb);

    [LoggerMessage(Level = LogLevel.Information, Message = "The heap is {HeapMb:F0} MB, below {WarningMb} MB: this host takes work again")]
    private partial void Resumed(double heapMb, int warningMb);
}
