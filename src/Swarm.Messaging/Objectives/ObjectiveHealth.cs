using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Scheduling;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Objectives;

/// <summary>
/// Looks every 60 s how objectives and runs on agents do: one of which too many tasks have failed is an alert, until it does better, is completed or cancelled, or has
/// been failed for long. Any number of hosts may run it.
/// </summary>
internal sealed class ObjectiveHealth(
    WorkflowQueries queries, IAlertStore active, AlertService alerts, IOptionsMonitor<ObjectiveOptions> options, TimeProvider time, ILogger<ObjectiveHealth> log)
    : PeriodicService(options.CurrentValue.HealthCheck, time, log)
{
    private const int PageSize = 500;
    private const int MostPages = 20;

    private static readonly string[] Watched = [WorkflowStates.Running, WorkflowStates.Waiting, WorkflowStates.Stopping, WorkflowStates.Compensating, WorkflowStates.Failed];

    public override TimeSpan Interval => options.CurrentValue.HealthCheck;

    /// <summary>Whether so many failures are an issue.</summary>
    public static bool IsHealthy(int completed, int failed, double ratio) => failed <= completed * ratio;

    public async Task<ObjectiveHealthCounts> RunOnceAsync(CancellationToken cancellation)
    {
        var now = options.CurrentValue;
        var (seen, unwell) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var state in Watched)
        {
            await foreach (var run in InStateAsync(state, cancellation).ConfigureAwait(false))
            {
                seen++;
                var (completed, failed) = (Count(run, WorkflowNodeStates.Succeeded), Count(run, WorkflowNodeStates.Failed));
                if (IsHealthy(completed, failed, now.UnhealthyRatio) || (run.EndedAt is { } ended && Time.GetUtcNow() - ended > now.UnhealthyKept))
                    continue;
                var id = run.ExecutionId[ObjectiveCommands.Prefix.Length..];
                unwell.Add(id);
                await alerts.RaiseAsync(Condition(id, completed, failed, now.UnhealthyRatio), cancellation).ConfigureAwait(false);
            }
        }

        var cleared = 0;
        foreach (var alert in (await active.ListActiveAsync(cancellation).ConfigureAwait(false)).Where(a => a.Name == AlertNames.ObjectiveUnhealthy && !unwell.Contains(a.Subject)))
            cleared += await alerts.ClearAsync(alert.Name, alert.Subject, 0, cancellation).ConfigureAwait(false) ? 1 : 0;
        return new ObjectiveHealthCounts(seen, unwell.Count, cleared);
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    private async IAsyncEnumerable<WorkflowSummary> InStateAsync(string state, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var (runs, more) = await queries.ListAsync(state, null, cursor, PageSize, cancellation).ConfigureAwait(false);
            foreach (var run in runs.Where(r => r.ExecutionId.StartsWith(ObjectiveCommands.Prefix, StringComparison.Ordinal)))
                yield return run;
            if (more is null)
                break;
            cursor = more;
        }
    }

    private static int Count(WorkflowSummary run, string state) => run.Counts.GetValueOrDefault(state);

    private static Condition Condition(string id, int completed, int failed, double ratio) => new(
        AlertNames.ObjectiveUnhealthy, "warning", id, failed, completed * ratio, true, false,
        $"Of the objective {id} {failed} tasks have failed and {completed} have completed. 'swarm objective {id}' says why, 'swarm workflow {ObjectiveCommands.Prefix}{id}' which; when the cause is mended, "
        + $"'swarm workflow rerun {ObjectiveCommands.Prefix}{id}' goes on from there.");
}

/// <param name="Checked">Objectives and runs that are not over, or have failed.</param>
/// <param name="Unhealthy">Of those, with too many failures.</param>
/// <param name="Cleared">Alerts that are over.</param>
internal sealed record ObjectiveHealthCounts(int Checked, int Unhealthy, int Cleared);
