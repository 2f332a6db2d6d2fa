using System.Diagnostics;
using Swarm.Messaging.Distribution;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>Batches that are half full at the end of their window, some beginning each second: how much later than the window are they done?</summary>
internal sealed class CrmBatchPart(CrmSystem system, Action<string> say, List<BenchResult> results)
{
    private const int Each = 5;
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var (window, running) = (new DistributionOptions().BatchWindow, new List<Task<double>>());
        using var beat = new PeriodicTimer(Apart);
        for (var i = 0; i < system.Size.Clients; i++)
        {
            running.Add(OneAsync(i, window, cancellation));
            await beat.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }

        // The first ones find cold code.
        var extra = (await Task.WhenAll(running).ConfigureAwait(false)).Skip(running.Count / 10).Order().ToList();
        if (extra[0] < 0)
            throw new BenchWrongException($"A batch ended {-extra[0]} ms before its window.");
        results.Add(new("batch_extra_p50_ms", extra[extra.Count / 2], "ms"));
        results.Add(new("batch_extra_ms", extra[extra.Count * 99 / 100], "ms, p99", "<= 500"));
        await system.CheckAsync(cancellation).ConfigureAwait(false);
        say($"{running.Count} batches of {Each} tasks, {extra[^1]:0} ms after the window at the latest");
    }

    /// <returns>From the end of its window to the news of its end, in ms.</returns>
    private async Task<double> OneAsync(int number, TimeSpan window, CancellationToken cancellation)
    {
        var client = system.Size.Client(number);
        var (ends, began) = (system.Ear.ExpectBatch(client), Stopwatch.GetTimestamp());
        await system.SubmitAsync([.. Enumerable.Range(0, Each).Select(i => CrmTasks.Of($"batch-{number}-{i}", CrmTasks.Batched, client))], Each, cancellation).ConfigureAwait(false);
        var end = await ends.WaitAsync(Patience, cancellation).ConfigureAwait(false);
        if ((end.SuccessCount, end.FailureCount, end.TotalTasks) != (Each, 0, Each))
            throw new BenchWrongException($"{end.BatchId} ended with {end.SuccessCount} successes and {end.FailureCount} failures of {end.TotalTasks}; {Each} tasks were submitted.");
        return Math.Round((Stopwatch.GetElapsedTime(began) - window).TotalMilliseconds, 1);
    }
}
