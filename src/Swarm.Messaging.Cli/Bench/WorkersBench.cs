using System.Diagnostics;
using HdrHistogram;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>Tiny tasks, 200 bytes in and out, on real worker processes: through the pool alone, one at a time, through the whole chain, and with a process each.</summary>
internal sealed class WorkersBench(BenchSettings settings, Action<string> say)
{
    private const int Size = 4;
    private const int Outstanding = 64;
    private const int Starts = 2_000;
    private const int SpawnedTasks = 40;
    private const int ReusePool = 5;
    private const int ReuseTasks = 100;

    private readonly List<BenchResult> results = [];
    private int next;

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        double rate;
        await using (var pool = await StartAsync(Size, cancellation).ConfigureAwait(false))
        {
            rate = await RateAsync(pool, cancellation).ConfigureAwait(false);
            await StartOverheadAsync(pool, cancellation).ConfigureAwait(false);
        }

        await SpawnAsync(rate, cancellation).ConfigureAwait(false);
        await ReuseAsync(cancellation).ConfigureAwait(false);
        results.Add(new("chain_tasks_per_s", Math.Round(await new WorkersChainBench(settings, say, Size, Payload).RunAsync(cancellation).ConfigureAwait(false)), "tasks/s"));
        return new BenchReport(
            "workers",
            settings.Broker is null && !settings.StartServices ? "embedded" : "real",
            BenchMachine.Here(),
            new Dictionary<string, object>
            {
                ["pool"] = Size, ["count"] = settings.Count, ["passes"] = settings.Passes, ["outstanding"] = Outstanding, ["payloadBytes"] = Payload.Length,
                ["spawnedTasks"] = SpawnedTasks, ["reusePool"] = ReusePool, ["reuseTasks"] = ReuseTasks,
            },
            results);
    }

    private static byte[] Payload { get; } = System.Text.Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 189)}}"}""");

    private static async Task<WorkerPool> StartAsync(int size, CancellationToken cancellation)
    {
        var pool = new WorkerPool(
            new WorkersOptions { PoolSize = size, MinWorkers = 1, MaxWorkers = size }, TimeProvider.System, NullLogger<WorkerPool>.Instance);
        await pool.StartAsync(cancellation).ConfigureAwait(false);
        return pool;
    }

    private async Task<double> RateAsync(WorkerPool pool, CancellationToken cancellation)
    {
        var rate = 0.0;
        for (var pass = 1; pass <= settings.Passes; pass++)
        {
            var (host, workers) = Used(pool);
            var begun = Stopwatch.GetTimestamp();
            await ManyAsync(pool, settings.Count, cancellation).ConfigureAwait(false);
            rate = settings.Count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
            var (hostAfter, workersAfter) = Used(pool);
            (host, workers) = (PerThousand(hostAfter - host), PerThousand(workersAfter - workers));
            say($"pool pass {pass}: {rate:0} tasks/s; CPU s per 1,000: {host:0.000} in the host, {workers:0.000} in the workers");
            if (pass == 1 && settings.Passes > 1)
                results.Add(new("pool_tasks_per_s_cold", Math.Round(rate), "tasks/s"));
            if (pass == settings.Passes)
                results.AddRange([new("pool_tasks_per_s", Math.Round(rate), "tasks/s"), new("pool_cpu_s_per_1000", host, "s in the host"), new("workers_cpu_s_per_1000", workers, "s in the workers")]);
        }

        return rate;

        double PerThousand(double seconds) => Math.Round(seconds / settings.Count * 1000, 3);
    }

    /// <summary>Processor time so far, in seconds.</summary>
    private static (double Host, double Workers) Used(WorkerPool pool)
    {
        static double Of(Process process)
        {
            using (process)
                return process.TotalProcessorTime.TotalSeconds;
        }

        return (Of(Process.GetCurrentProcess()), pool.Read((core, _) => core.Slots.Select(s => s.Pid).ToArray()).Sum(pid => Of(Process.GetProcessById(pid))));
    }

    private async Task ManyAsync(WorkerPool pool, int count, CancellationToken cancellation)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, Outstanding).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                    await OneAsync(pool, "echo", Payload).ConfigureAwait(false);
            },
            cancellation))).ConfigureAwait(false);
    }

    private async Task<ReadOnlyMemory<byte>> OneAsync(WorkerPool pool, string type, ReadOnlyMemory<byte> payload)
    {
        var task = new PoolTask { Id = $"bench-{Interlocked.Increment(ref next)}", Type = type, Payload = payload, Timeout = TimeSpan.FromMinutes(1) };
        pool.Submit(task);
        if (await task.End.ConfigureAwait(false) is not WorkerOutcome.Completed done)
            throw new BenchWrongException($"{task.Id} did not complete.");
        if (type == "echo" && done.Result.Length != payload.Length)
            throw new BenchWrongException($"{task.Id} came back with {done.Result.Length} of {payload.Length} bytes.");
        return done.Result;
    }

    /// <summary>From the submission to the first instruction of the handler: all processes read the same monotonic clock.</summary>
    private async Task StartOverheadAsync(WorkerPool pool, CancellationToken cancellation)
    {
        var (start, trip) = (new LongHistogram(TimeSpan.TicksPerMinute, 3), new LongHistogram(TimeSpan.TicksPerMinute, 3));
        for (var i = 0; i < Starts; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var begun = Stopwatch.GetTimestamp();
            var at = System.Text.Json.JsonElement.Parse((await OneAsync(pool, "clock", "null"u8.ToArray()).ConfigureAwait(false)).Span).GetInt64();
            trip.RecordValue(Stopwatch.GetElapsedTime(begun).Ticks);
            start.RecordValue(Math.Max(0, Stopwatch.GetElapsedTime(begun, at).Ticks));
        }

        Add("start_p50_ms", start, 50);
        Add("start_p99_ms", start, 99);
        Add("roundtrip_p50_ms", trip, 50);
        Add("roundtrip_p99_ms", trip, 99);
    }

    private void Add(string name, LongHistogram histogram, double percentile) =>
        results.Add(new(name, Math.Round(histogram.GetValueAtPercentile(percentile) / 10_000.0, 3), "ms"));

    private async Task SpawnAsync(double rate, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var left = SpawnedTasks;
        await Task.WhenAll(Enumerable.Range(0, Size).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    await using var pool = await StartAsync(1, cancellation).ConfigureAwait(false);
                    await OneAsync(pool, "echo", Payload).ConfigureAwait(false);
                }
            },
            cancellation))).ConfigureAwait(false);
        var spawned = SpawnedTasks / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        say($"a process per task: {spawned:0.0} tasks/s, {Size} at a time");
        results.Add(new("spawn_tasks_per_s", Math.Round(spawned, 1), "tasks/s"));
        results.Add(new("ratio_to_spawn", Math.Round(rate / spawned), "x"));
    }

    private async Task ReuseAsync(CancellationToken cancellation)
    {
        await using var pool = await StartAsync(ReusePool, cancellation).ConfigureAwait(false);
        for (var i = 0; i < ReuseTasks; i++)
            await OneAsync(pool, "echo", Payload).ConfigureAwait(false);
        results.Add(new("reuse_rate", Math.Round(pool.Read((core, _) => core.Counters.ReuseRate), 3), $"of a pool of {ReusePool}"));
    }
}
