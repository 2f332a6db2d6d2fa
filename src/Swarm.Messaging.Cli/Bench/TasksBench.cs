using System.Diagnostics;
using HdrHistogram;
using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// No-op tasks through the whole durable chain: command over the bus, saga, placement, target, report, event. The client runs in the
/// same process as the host and talks to it by the bus alone.
/// </summary>
internal sealed class TasksBench(BenchSettings settings, Action<string> say)
{
    private const int LatencyTasks = 500;

    private readonly List<BenchResult> results = [];
    private readonly CompletionWatch watch = new();
    private BenchHost host = null!;
    private ISendEndpoint one = null!;
    private ISendEndpoint many = null!;
    private int run;

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        await using var open = host = await BenchHost.StartAsync(settings, cancellation).ConfigureAwait(false);
        var bus = host.Services.GetRequiredService<IBus>();
        var names = host.Services.GetRequiredService<BusNames>();
        one = await bus.GetSendEndpoint(new Uri("exchange:" + names.SubmitTask)).ConfigureAwait(false);
        many = await bus.GetSendEndpoint(new Uri("exchange:" + names.SubmitTasks)).ConfigureAwait(false);
        var listener = bus.ConnectReceiveEndpoint(
            new TemporaryEndpointDefinition("bench"), DefaultEndpointNameFormatter.Instance, e => e.Instance(watch));
        await listener.Ready.ConfigureAwait(false);

        await PassesAsync("bulk", BulkAsync, cancellation).ConfigureAwait(false);
        await PassesAsync("single", SingleAsync, cancellation).ConfigureAwait(false);
        await PassesAsync("retry", RetryAsync, cancellation, passes: 1).ConfigureAwait(false);
        await LatencyAsync(cancellation).ConfigureAwait(false);
        results.Add(new("rss_mb", Math.Round(Environment.WorkingSet / 1e6, 1), "MB"));
        await listener.StopAsync(cancellation).ConfigureAwait(false);
        return new BenchReport(
            "tasks",
            settings.Broker is null && !settings.StartServices ? "embedded" : "real",
            BenchMachine.Here(),
            new Dictionary<string, object>
            {
                ["count"] = settings.Count, ["passes"] = settings.Passes, ["outstanding"] = settings.Outstanding, ["bulk"] = settings.Bulk,
                ["eventBridge"] = settings.EventBridge, ["transitionLog"] = settings.Log, ["clientInHostProcess"] = true,
            },
            results);
    }

    private async Task PassesAsync(string name, Func<string, int, CancellationToken, Task<int>> pass, CancellationToken cancellation, int passes = 0)
    {
        passes = passes == 0 ? settings.Passes : passes;
        for (var i = 1; i <= passes; i++)
        {
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var begun = Stopwatch.GetTimestamp();
            var count = await pass($"{name}{run++}", settings.Count, cancellation).ConfigureAwait(false);
            var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            var perThousand = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds / count * 1000;
            var rate = count / seconds;
            say($"{name} pass {i}: {rate:0} tasks/s, {perThousand:0.00} CPU s per 1,000 in this process");
            if (i == 1 && passes > 1)
                results.Add(new($"{name}_tasks_per_s_cold", Math.Round(rate), "tasks/s"));
            if (i == passes)
            {
                results.Add(new($"{name}_tasks_per_s", Math.Round(rate), "tasks/s"));
                if (name == "bulk")
                    results.Add(new("cpu_s_per_1000", Math.Round(perThousand, 3), "s"));
            }

            await CheckAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing lost is known by every task having ended; nothing doubled by the starts heard of.</summary>
    private async Task CheckAsync(CancellationToken cancellation)
    {
        var doubled = watch.Forget(id => id.Contains("-r", StringComparison.Ordinal) ? 2 : 1);
        var open = (await host.Services.GetRequiredService<TaskQueries>().CountAsync(cancellation).ConfigureAwait(false))
            .Where(c => !TaskStates.IsEnd(c.Key)).Sum(c => c.Value);
        results.RemoveAll(r => r.Name is "lost" or "doubled");
        results.Add(new("lost", open, "tasks"));
        results.Add(new("doubled", doubled, "tasks"));
        if (open > 0 || doubled > 0)
            throw new BenchWrongException($"{open} tasks are still open and {doubled} were executed more often than they should be.");
    }

    private async Task<int> BulkAsync(string pass, int count, CancellationToken cancellation)
    {
        await new BulkTasks(many, watch, settings.Outstanding, settings.Bulk).RunAsync(pass, count, cancellation).ConfigureAwait(false);
        return count;
    }

    private Task<int> SingleAsync(string pass, int count, CancellationToken cancellation) =>
        OneByOneAsync(pass, Math.Max(1_000, count / 3), _ => false, cancellation);

    private Task<int> RetryAsync(string pass, int count, CancellationToken cancellation) =>
        OneByOneAsync(pass, Math.Max(1_000, count / 3), i => i % 10 == 0, cancellation);

    private async Task<int> OneByOneAsync(string pass, int count, Func<int, bool> fails, CancellationToken cancellation)
    {
        using var window = new SemaphoreSlim(Math.Min(256, settings.Outstanding));
        var ends = new List<Task>(count);
        var sends = new List<Task>(count);
        for (var i = 0; i < count; i++)
        {
            await window.WaitAsync(cancellation).ConfigureAwait(false);
            var task = Task($"{pass}-{(fails(i) ? "r" : "")}{i}", fails(i));
            ends.Add(EndAsync(task.TaskId!, window));
            sends.Add(one.Send(task, cancellation));
        }

        await System.Threading.Tasks.Task.WhenAll(sends).ConfigureAwait(false);
        await System.Threading.Tasks.Task.WhenAll(ends).WaitAsync(TimeSpan.FromMinutes(5), cancellation).ConfigureAwait(false);
        return count;
    }

    private async Task LatencyAsync(CancellationToken cancellation)
    {
        var histogram = new LongHistogram(TimeSpan.TicksPerMinute, 3);
        for (var i = 0; i < LatencyTasks; i++)
        {
            var task = Task($"latency-{i}", fails: false);
            var begun = Stopwatch.GetTimestamp();
            var end = watch.Expect(task.TaskId!);
            await one.Send(task, cancellation).ConfigureAwait(false);
            await end.WaitAsync(TimeSpan.FromSeconds(30), cancellation).ConfigureAwait(false);
            histogram.RecordValue(Stopwatch.GetElapsedTime(begun).Ticks);
        }

        await CheckAsync(cancellation).ConfigureAwait(false);
        results.Add(new("latency_p50_ms", Math.Round(histogram.GetValueAtPercentile(50) / 10_000.0, 2), "ms"));
        results.Add(new("latency_p99_ms", Math.Round(histogram.GetValueAtPercentile(99) / 10_000.0, 2), "ms"));
    }

    private async Task EndAsync(string taskId, SemaphoreSlim window)
    {
        await watch.Expect(taskId).ConfigureAwait(false);
        window.Release();
    }

    private static SubmitTask Task(string id, bool fails) => new()
    {
        TaskId = id,
        Client = "bench",
        Kind = "basic",
        Operation = fails ? "fail" : "noop",
        Payload = fails ? FailOnce : Payload,
        Retry = fails ? new RetrySettings { Preset = "wasm" } : null,
    };

    private static readonly System.Text.Json.JsonElement Payload =
        System.Text.Json.JsonElement.Parse("""{ "note": "a payload of about one hundred bytes, as small commands have it in practice" }""");

    private static readonly System.Text.Json.JsonElement FailOnce = System.Text.Json.JsonElement.Parse("""{ "untilAttempt": 2 }""");
}
