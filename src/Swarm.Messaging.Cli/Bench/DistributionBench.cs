using Swarm.Messaging.Cli.Bench.Distribution;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Cli.Bench;

/// <summary>
/// Work in the CRM: first through the whole chain, by the bus, with agents of the client library; then placement alone, the choice among
/// sessions and what a long queue costs.
/// </summary>
internal sealed class DistributionBench(BenchSettings settings, Action<string> say)
{
    private readonly List<BenchResult> results = [];
    private readonly CrmSize size = CrmSize.Of(settings.Count);

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        await using (var system = await CrmSystem.StartAsync(settings, size, cancellation).ConfigureAwait(false))
        {
            await new CrmQueuePart(system, say, results).RunAsync(cancellation).ConfigureAwait(false);
            await new CrmBatchPart(system, say, results).RunAsync(cancellation).ConfigureAwait(false);
            await new CrmFairnessPart(system, say, results).RunAsync(cancellation).ConfigureAwait(false);
            await new CrmMixPart(system, say, results).RunAsync(cancellation).ConfigureAwait(false);
            results.Add(new("session_active_max", system.Ledger.MostInSession, "tasks", "<= 5"));
        }

        await using (var placement = await BenchPlacement.StartAsync(settings.Redis, Options(), cancellation).ConfigureAwait(false))
        {
            say("choosing among sessions");
            await new SessionChoices(settings, results).RunAsync(placement, cancellation).ConfigureAwait(false);
        }

        await using (var placement = await BenchPlacement.StartAsync(settings.Redis, Options(), cancellation).ConfigureAwait(false))
            await new BacklogGrowth(settings, say, results).RunAsync(placement.Store, cancellation).ConfigureAwait(false);
        return new BenchReport(
            "distribution", WorkflowsBench.Mode(settings), BenchMachine.Here(),
            new Dictionary<string, object>
            {
                ["agents"] = size.Agents, ["sessions"] = size.Sessions, ["clients"] = size.Clients, ["tasks"] = size.Tasks, ["volume"] = Math.Min(CrmQueuePart.Volume, size.Tasks), ["held"] = SessionChoices.Held,
                ["waiting"] = settings.Count, ["agentsInHostProcess"] = true, ["locationBudget"] = $"{CrmSystem.LocationStarts} per 10 s and per day, counted", ["mix"] = CrmMixPart.Words,
            },
            results);
    }

    private PlacementOptions Options() => new()
    {
        BacklogBound = settings.Count + (4 * BacklogGrowth.Few), TargetTtl = TimeSpan.FromHours(2), Lease = TimeSpan.FromHours(1), Heartbeat = TimeSpan.FromMinutes(10),
    };
}
