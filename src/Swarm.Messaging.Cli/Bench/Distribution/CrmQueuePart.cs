using System.Diagnostics;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Flow;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>Tasks that nobody takes yet are accepted and wait; then agents come, and all of it goes to their sessions.</summary>
internal sealed class CrmQueuePart(CrmSystem system, Action<string> say, List<BenchResult> results)
{
    /// <summary>As many as must be in the queue within two seconds; fewer in a short run.</summary>
    public const int Volume = 2_000;

    private const int Bulk = 100;
    private const string Key = $"operation:ghl/{CrmTasks.Unbatched}";

    private readonly List<CrmEar.Story> stories = [];
    private readonly int volume = Math.Min(Volume, system.Size.Tasks);
    private int number;

    public async Task RunAsync(CancellationToken cancellation)
    {
        results.Add(new("queue_volume_cold_ms", await QueueAsync(volume, cancellation).ConfigureAwait(false), "ms"));
        results.Add(new("queue_volume_ms", await QueueAsync(volume, cancellation).ConfigureAwait(false), "ms", "< 2000"));
        var cpu = Cpu();
        var ms = await QueueAsync(system.Size.Tasks, cancellation).ConfigureAwait(false);
        results.Add(new("queue_per_s", Math.Round(system.Size.Tasks / ms * 1e3), "tasks/s", ">= 1000"));
        results.Add(new("queue_cpu_s_per_1000", Math.Round((Cpu() - cpu) / system.Size.Tasks * 1e3, 3), "s in this process"));
        say($"queued {system.Size.Tasks:N0} tasks in {ms:N0} ms");
        if ((await system.QueueAsync(cancellation).ConfigureAwait(false)).Waiting is var waiting && waiting != stories.Count)
            throw new BenchWrongException($"{stories.Count} tasks were accepted, and {waiting} wait.");

        await system.AskAsync<PauseDispatch, DispatchLimits>(SwarmNames.PauseDispatch, new PauseDispatch { Key = Key, Reason = "agents and sessions come first" }, cancellation).ConfigureAwait(false);
        await system.StartAgentsAsync(cancellation).ConfigureAwait(false);
        say($"{system.Size.Agents} agents with {system.Size.Sessions:N0} sessions are there");
        (var began, cpu) = (Stopwatch.GetTimestamp(), Cpu());
        await system.AskAsync<ResumeDispatch, DispatchLimits>(SwarmNames.ResumeDispatch, new ResumeDispatch { Key = Key }, cancellation).ConfigureAwait(false);
        await CrmSystem.EndsAsync(stories, cancellation).ConfigureAwait(false);
        var seconds = Stopwatch.GetElapsedTime(began, system.Ear.LastPlacedAt).TotalSeconds;
        results.Add(new("place_per_s", Math.Round(system.Ear.Placed / seconds), "tasks/s", ">= 500"));
        results.Add(new("drain_per_s", Math.Round(stories.Count / Stopwatch.GetElapsedTime(began).TotalSeconds), "tasks/s"));
        results.Add(new("drain_cpu_s_per_1000", Math.Round((Cpu() - cpu) / stories.Count * 1e3, 3), "s in this process"));
        if (stories.Count(s => !s.End.Result) is > 0 and var failed)
            throw new BenchWrongException($"{failed} tasks failed that do nothing.");
        await system.CheckAsync(cancellation).ConfigureAwait(false);
        say($"{stories.Count:N0} tasks went to sessions and ended, {seconds:0.0} s to the last one's slot");
    }

    /// <returns>Milliseconds until all of them were accepted.</returns>
    private async Task<double> QueueAsync(int count, CancellationToken cancellation)
    {
        var tasks = Enumerable.Range(number, count).Select(i => CrmTasks.Of($"queue-{i}", CrmTasks.Unbatched, system.Size.Client(i))).ToList();
        number += count;
        var began = Stopwatch.GetTimestamp();
        stories.AddRange(await system.SubmitAsync(tasks, Bulk, cancellation).ConfigureAwait(false));
        return Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    private static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
}
