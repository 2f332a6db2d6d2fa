using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Durability;
using Swarm.Messaging.Workers.Pool;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary>Twenty workers busy at once for a long time: memory stays flat. Ten minutes with FULL_COUNTS=1.</summary>
public sealed class BusyPoolTests(ITestOutputHelper output)
{
    private const int Size = 20;
    private const double Megabyte = 1_048_576;

    /// <summary>MB per minute, of the host and of a worker on average.</summary>
    private const double Flat = 2;

    [Fact]
    public async Task Twenty_busy_workers_use_no_more_and_more_memory()
    {
        using var folder = new TempFolder("busy");
        var commands = Path.Combine(folder.Path, "commands.json");
        await File.WriteAllTextAsync(commands, "{\"rest\":{\"command\":[\"sleep\",\"0.5\"]}}");
        var options = TestPool.Options(Size, LanguageTests.Shipped);
        options.CommandsFile = commands;
        options.HeartbeatInterval = TimeSpan.FromSeconds(1);
        await using var pool = await TestPool.StartAsync(options);
        var time = TimeProvider.System;
        var begun = time.GetTimestamp();
        var samples = new List<(double Minute, double Heap, double Host, double Workers)>();
        var payload = new { text = new string('x', 10_000) };
        var work = Enumerable.Range(0, Size).Select(i => Task.Run(async () =>
        {
            while (time.GetElapsedTime(begun) < Counts.BusyFor)
            {
                for (var j = 0; j <= i; j++)
                    (await pool.RunAsync("echo", payload)).ShouldBeOfType<WorkerOutcome.Completed>();
                (await pool.RunAsync("process", new { command = "rest" })).ShouldBeOfType<WorkerOutcome.Completed>();
            }
        })).ToList();
        while (time.GetElapsedTime(begun) < Counts.BusyFor)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time);
            samples.Add((
                time.GetElapsedTime(begun).TotalMinutes, GC.GetTotalMemory(forceFullCollection: true) / Megabyte, Environment.WorkingSet / Megabyte,
                pool.Pool.Read((core, _) => core.Slots.Average(s => s.MemoryBytes)) / Megabyte));
        }

        await Task.WhenAll(work);
        // The first third is for caches and compilers.
        var steady = samples.Skip(samples.Count / 3).ToList();
        var (heap, host, workers) = (Slope(steady.Select(s => (s.Minute, s.Heap))), Slope(steady.Select(s => (s.Minute, s.Host))), Slope(steady.Select(s => (s.Minute, s.Workers))));
        output.WriteLine($"{pool.Counters.Completed} tasks in {Counts.BusyFor}. MB a minute: heap of the host {heap:0.00}, its resident memory {host:0.00}, that of a worker {workers:0.00}");
        output.WriteLine($"In the end {steady[^1].Heap:0.0}, {steady[^1].Host:0.0} and {steady[^1].Workers:0.0} MB");
        pool.Counters.Spawned.ShouldBe(Size);
        // Seconds say nothing about a slope: they show that it works.
        if (Counts.BusyFor >= TimeSpan.FromMinutes(5))
        {
            heap.ShouldBeLessThan(Flat);
            host.ShouldBeLessThan(Flat);
            workers.ShouldBeLessThan(Flat);
        }
    }

    private static double Slope(IEnumerable<(double X, double Y)> points)
    {
        var all = points.ToList();
        var (x, y) = (all.Average(p => p.X), all.Average(p => p.Y));
        return all.Sum(p => (p.X - x) * (p.Y - y)) / all.Sum(p => (p.X - x) * (p.X - x));
    }
}
