using System.Diagnostics;

namespace Swarm.Messaging.Cli.Bench.Distribution;

/// <summary>How long a client with ten tasks waits for the last of them, alone and beside one with thousands of the same rank that fills every slot.</summary>
internal sealed class CrmFairnessPart(CrmSystem system, Action<string> say, List<BenchResult> results)
{
    private const int Few = 10;
    private const int Rounds = 3;
    private const int Bulk = 500;

    /// <summary>Of each task, in ms: short beside what operations of a CRM take, 1.5 s and more.</summary>
    private const int TakesMs = 1_000;

    /// <summary>More than the rounds' time can do.</summary>
    private readonly int many = Math.Max(system.Size.Tasks, 12 * system.Size.Slots);

    private int number;

    public async Task RunAsync(CancellationToken cancellation)
    {
        system.Work.Steady();
        var alone = await TimesAsync(cancellation).ConfigureAwait(false);
        var crowd = await system.SubmitAsync(Tasks("many", many), Bulk, cancellation).ConfigureAwait(false);
        await BenchSystem.UntilAsync(
            async () => (await system.QueueAsync(cancellation).ConfigureAwait(false)).Held >= system.Size.Slots, "every slot is taken", cancellation).ConfigureAwait(false);
        var beside = await TimesAsync(cancellation).ConfigureAwait(false);
        var waiting = (await system.QueueAsync(cancellation).ConfigureAwait(false)).Waiting;
        if (waiting < system.Size.Slots)
            throw new BenchWrongException($"Only {waiting} tasks of the large client still waited at the end: the small one was not beside it all the time.");
        system.Work.Hurry();
        await CrmSystem.EndsAsync(crowd, cancellation).ConfigureAwait(false);
        await system.CheckAsync(cancellation).ConfigureAwait(false);
        say($"ten tasks: {alone:N0} ms alone, {beside:N0} ms beside {many:N0} of which {waiting:N0} waited on");
        results.Add(new("fairness_alone_ms", alone, "ms"));
        results.Add(new("fairness_beside_ms", beside, "ms"));
        results.Add(new("fairness_ratio", Math.Round(beside / alone, 2), "", "<= 3"));
    }

    /// <returns>Median of the rounds, in ms.</returns>
    private async Task<double> TimesAsync(CancellationToken cancellation)
    {
        var took = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await CrmSystem.EndsAsync(await system.SubmitAsync(Tasks("few", Few), Few, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        took.Sort();
        return Math.Round(took[took.Count / 2]);
    }

    private List<Contracts.Distribution.SubmitCrmTask> Tasks(string client, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => CrmTasks.Of($"{client}-{number++}", CrmTasks.Unbatched, client, new Dictionary<string, int> { [CrmWork.TakesField] = TakesMs }))];
}
