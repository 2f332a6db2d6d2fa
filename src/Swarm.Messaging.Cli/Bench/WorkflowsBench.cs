using Swarm.Messaging.Execution;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// Workflows of 5, 15 and 30 nodes, start -> all the others but one in parallel -> end, and chains of as many: nodes that wait, against the
/// same nodes one after another in this process, and nodes that do nothing. Then what else a run costs, saves and survives.
/// </summary>
internal sealed class WorkflowsBench(BenchSettings settings, Action<string> say)
{
    public const int Slots = 16;

    /// <summary>Nodes, and how long each waits in milliseconds.</summary>
    public static readonly (int Nodes, double Ms)[] Shapes = [(5, 7.3), (15, 3.6), (30, 3.6)];

    private readonly List<BenchResult> results = [];
    private readonly WaitingExecutor executor = new(Slots);

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        await WithHostAsync(_ => { }, (host, runs) => new WorkflowNoops(settings, say, results).RunAsync(host, runs, cancellation), cancellation).ConfigureAwait(false);
        await WithHostAsync(services => services.AddSingleton<ITaskExecutor>(executor), async (_, runs) =>
        {
            // As many as the executor has room for: more would wait in placement.
            await new WorkflowWaits(settings with { Outstanding = Math.Min(settings.Outstanding, executor.Offer.Slots) }, say, results).RunAsync(runs, cancellation).ConfigureAwait(false);
            if (executor.Most > Slots)
                throw new BenchWrongException($"{executor.Most} nodes ran at a time on {Slots} slots.");
            await new WorkflowEnds(executor, say, results).RunAsync(runs, cancellation).ConfigureAwait(false);
            await new WorkflowSavings(say, results).CacheAsync(runs, cancellation).ConfigureAwait(false);
        }, cancellation).ConfigureAwait(false);
        await ConnectionsAsync(cancellation).ConfigureAwait(false);
        await WorkerStarts.AddAsync(results, say, cancellation).ConfigureAwait(false);
        return new BenchReport(
            "workflows", Mode(settings), BenchMachine.Here(),
            new Dictionary<string, object>
            {
                ["nodes"] = settings.Count, ["passes"] = settings.Passes, ["outstanding"] = settings.Outstanding, ["slots"] = Slots, ["fetchedAhead"] = executor.Offer.Slots - Slots,
            }, results);
    }

    public static string Mode(BenchSettings settings) => settings.Broker is null && !settings.StartServices ? "embedded" : "real";

    private async Task ConnectionsAsync(CancellationToken cancellation)
    {
        await using var server = await CountingServer.StartAsync(cancellation).ConfigureAwait(false);
        await WithHostAsync(
            services => services.Configure<WorkflowOptions>(o => o.AllowedHosts = $"127.0.0.1:{server.Port}"),
            (_, runs) => new WorkflowSavings(say, results).ConnectionsAsync(runs, server, cancellation), cancellation).ConfigureAwait(false);
    }

    private async Task WithHostAsync(Action<IServiceCollection> configure, Func<BenchHost, WorkflowBenchRuns, Task> measure, CancellationToken cancellation)
    {
        await using var host = await BenchHost.StartAsync(settings, cancellation, configure).ConfigureAwait(false);
        await using var runs = await WorkflowBenchRuns.OpenAsync(host.Services).ConfigureAwait(false);
        await measure(host, runs).ConfigureAwait(false);
    }
}
