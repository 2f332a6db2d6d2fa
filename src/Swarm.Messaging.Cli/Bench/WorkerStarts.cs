using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>From nothing to a worker process that takes tasks.</summary>
internal static class WorkerStarts
{
    private const int Times = 10;

    public static async Task AddAsync(List<BenchResult> results, Action<string> say, CancellationToken cancellation)
    {
        var took = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await using var pool = new WorkerPool(
                new WorkersOptions { PoolSize = 1, MinWorkers = 1, MaxWorkers = 1 }, TimeProvider.System, NullLogger<WorkerPool>.Instance);
            await pool.StartAsync(cancellation).ConfigureAwait(false);
            took.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        took.Sort();
        say($"a worker is ready after {took[took.Count / 2]:0} ms, {Times} starts");
        results.Add(new("worker_start_p50_ms", took[took.Count / 2], "ms", "< 500"));
    }
}
