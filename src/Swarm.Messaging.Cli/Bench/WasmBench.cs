using System.Diagnostics;
using System.Text;
using HdrHistogram;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasmtime;
using Swarm.Messaging.Wasmtime.Code;
using Swarm.Messaging.Wasmtime.Modules;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// The pool of WebAssembly instances in a whole host: how long a free slot takes, how parses through 20 instances compare with the same
/// parses called straight on Wasmtime by as many threads, what that takes of memory, and how late a guest without end is stopped.
/// </summary>
internal sealed class WasmBench(BenchSettings settings, Action<string> say)
{
    private const int Instances = 20;
    private const int Acquisitions = 200_000;
    private const int Deadlines = 50;
    private const int ContentBytes = 50 * 1024;
    private const string Line = "function f(a, b) { const x = a.map(y => y + 1); if (x.length > b) { return g(x, b); } return [a, b]; }\n";

    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(100);
    private static readonly byte[] Content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Line, ContentBytes / Line.Length)));

    private readonly List<BenchResult> results = [];
    private InstancePool pool = null!;
    private InstanceRunner runner = null!;

    private static int Workers => Instances * WasmPoolOptions.DefaultSlots;

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        using var cache = new TempFolder("bench-wasm");
        await using var host = await BenchHost.StartAsync(settings, cancellation, services =>
        {
            services.AddSwarmWasm(o => o.CacheFolder = cache.Path);
            services.Configure<WasmPoolOptions>(o => (o.Min, o.Max) = (Instances, Instances));
        }).ConfigureAwait(false);
        (pool, runner) = (host.Services.GetRequiredService<InstancePool>(), host.Services.GetRequiredService<InstanceRunner>());
        await pool.SettledAsync().WaitAsync(cancellation).ConfigureAwait(false);
        if (pool.Report("").HealthyInstances != Instances)
            throw new BenchWrongException($"{pool.Report("").HealthyInstances} of {Instances} instances came up.");
        results.Add(new("rss_idle_mb", Megabytes(Environment.WorkingSet), "MB"));

        Acquire();
        await ParseAsync(host.Services, cancellation).ConfigureAwait(false);
        await StopLateAsync(cancellation).ConfigureAwait(false);
        return new BenchReport(
            "wasm", settings.Broker is null && !settings.StartServices ? "embedded" : "real", BenchMachine.Here(),
            new Dictionary<string, object>
            {
                ["instances"] = Instances, ["workers"] = Workers, ["contentBytes"] = Content.Length, ["parses"] = settings.Count, ["rounds"] = settings.Passes,
            },
            results);
    }

    /// <summary>A slot that is free, by as many threads as there are processors.</summary>
    private void Acquire()
    {
        var histogram = new LongConcurrentHistogram(1, TimeStamp.Seconds(10), 3);
        Parallel.For(0, Environment.ProcessorCount, _ =>
        {
            for (var i = 0; i < Acquisitions / Environment.ProcessorCount; i++)
            {
                var began = Stopwatch.GetTimestamp();
                var ticket = pool.Acquire("js", "analyze", 10, CancellationToken.None);
                var took = Stopwatch.GetTimestamp() - began;
                if (ticket.Queued || ticket.Slot.Result is not { } slot)
                    throw new BenchWrongException("A slot was free and was not given.");
                slot.Release(null, TimeSpan.Zero);
                histogram.RecordValue(Math.Max(1, took));
            }
        });
        results.Add(new("acquire_p50_us", Microseconds(histogram.GetValueAtPercentile(50)), "us"));
        results.Add(new("acquire_p99_us", Microseconds(histogram.GetValueAtPercentile(99)), "us"));
        if (pool.Report("").UsedSlots != 0)
            throw new BenchWrongException("Slots are used and nobody has them.");
    }

    private async Task ParseAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var treeSitter = services.GetRequiredService<ModuleCatalog>().Find(ShippedModules.TreeSitter)!;
        using var raw = new RawParses(ShippedModule.Read(treeSitter.Name), Content, Workers);
        var expected = raw.Once();
        var run = new CodeRun(new CodePayload("js", null, null, treeSitter, null), treeSitter, new CodeStep.Call("analyze", Content, default, r => new ExecutionOutcome.Succeeded(r)));
        var (straight, pooled, peak) = (new List<(double Rate, double Cpu)>(), new List<(double Rate, double Cpu)>(), 0L);
        for (var round = 0; round < settings.Passes; round++)
        {
            // In turn, so that whatever else the machine does hits both.
            straight.Add(await TimeAsync(() => raw.RunAsync(settings.Count, expected), cancellation).ConfigureAwait(false));
            using var memory = new PeakMemory();
            pooled.Add(await TimeAsync(() => PoolAsync(run, expected, cancellation), cancellation).ConfigureAwait(false));
            peak = Math.Max(peak, memory.Peak);
            say($"round {round + 1}: straight {straight[^1].Rate:0.0}/s, {straight[^1].Cpu:0.0} ms of CPU each; pool {pooled[^1].Rate:0.0}/s, {pooled[^1].Cpu:0.0} ms; peak {Megabytes(memory.Peak):0} MB");
        }

        results.Add(new("parse_ratio_to_raw", Math.Round(Median(straight.Zip(pooled, (s, p) => p.Rate / s.Rate)), 3), ""));
        results.Add(new("raw_parses_per_s", Math.Round(Median(straight.Select(s => s.Rate)), 1), "1/s"));
        results.Add(new("pool_parses_per_s", Math.Round(Median(pooled.Select(p => p.Rate)), 1), "1/s"));
        // Of the processor: what else the machine does counts less.
        results.Add(new("raw_cpu_ms_per_parse", Math.Round(Median(straight.Select(s => s.Cpu)), 2), "ms"));
        results.Add(new("pool_cpu_ms_per_parse", Math.Round(Median(pooled.Select(p => p.Cpu)), 2), "ms"));
        results.Add(new("rss_20_instances_mb", Megabytes(peak), "MB"));
        results.Add(new("rss_after_mb", Megabytes(Environment.WorkingSet), "MB"));
    }

    private async Task PoolAsync(CodeRun run, byte[] expected, CancellationToken cancellation)
    {
        var left = settings.Count;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var outcome = await runner.RunAsync(Execution(), run, cancellation).ConfigureAwait(false);
                if (outcome is not ExecutionOutcome.Succeeded done || !done.Result.Span.SequenceEqual(expected))
                    throw new BenchWrongException($"A parse through the pool came out differently: {outcome}");
            }
        })).ConfigureAwait(false);
    }

    /// <summary>A guest that never ends, with a deadline: what goes beyond it.</summary>
    private async Task StopLateAsync(CancellationToken cancellation)
    {
        var late = new List<double>();
        await EndlessGuest.RunAsync(pool, Deadline, cancellation).ConfigureAwait(false);
        for (var i = 0; i < Deadlines; i++)
        {
            var began = Stopwatch.GetTimestamp();
            var outcome = await EndlessGuest.RunAsync(pool, Deadline, cancellation).ConfigureAwait(false);
            late.Add((Stopwatch.GetElapsedTime(began) - Deadline).TotalMilliseconds);
            if (outcome != "timeout")
                throw new BenchWrongException($"A guest without end ended: {outcome}");
        }

        late.Sort();
        results.Add(new("deadline_late_p50_ms", Math.Round(late[late.Count / 2], 1), "ms"));
        results.Add(new("deadline_late_max_ms", Math.Round(late[^1], 1), "ms"));
    }

    private static TaskExecution Execution() => new(
        "bench", 1, "bench", "analyze", ReadOnlyMemory<byte>.Empty, null, TimeSpan.FromMinutes(5), new Progress<ExecutionProgress>());

    private async Task<(double Rate, double Cpu)> TimeAsync(Func<Task> work, CancellationToken cancellation)
    {
        var (began, cpu) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);
        await work().WaitAsync(cancellation).ConfigureAwait(false);
        return (
            settings.Count / Stopwatch.GetElapsedTime(began).TotalSeconds,
            (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / settings.Count);
    }

    private static double Median(IEnumerable<double> values)
    {
        List<double> sorted = [.. values.Order()];
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }

    private static double Microseconds(long ticks) => Math.Round(ticks * 1e6 / Stopwatch.Frequency, 2);

    private static double Megabytes(long bytes) => Math.Round(bytes / 1e6, 1);
}
