using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Coordination;

/// <summary>Every <see cref="CoordinatorOptions.MonitoringInterval"/> one host, whichever asks first, looks at the whole and tells how it is.</summary>
internal sealed class CoordinatorMonitor(
    ICoordinatorStore store, StuckTasks stuck, TaskFailures failures, CoordinatorRepair repair, CoordinatorStats stats,
    CoordinatorStatus status, CoordinationChannel channel, AlertService alerts, IEnumerable<IPoolLevels> pools, HostIdentity host,
    IOptionsMonitor<CoordinatorOptions> options, TimeProvider time, ILogger<CoordinatorMonitor> log)
    : PeriodicService(TimeSpan.FromSeconds(1), time, log)
{
    /// <summary>A claim must be over when the next second comes, or every interval would be one longer.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await store.ApplyAsync(host.HostId, [], cancellation).ConfigureAwait(false);
        if (await store.ClaimAsync("monitoring", options.CurrentValue.MonitoringInterval - Margin, cancellation).ConfigureAwait(false))
            await RunOnceAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    /// <returns>What was found.</returns>
    public async Task<MonitoringResult> RunOnceAsync(CancellationToken cancellation)
    {
        var mended = await repair.RunOnceAsync(cancellation).ConfigureAwait(false);
        var newlyStuck = await stuck.RunOnceAsync(cancellation).ConfigureAwait(false);
        var patterns = await TellPatternsAsync(cancellation).ConfigureAwait(false);
        await LookAtPoolsAsync(cancellation).ConfigureAwait(false);
        await TellAreasAsync(cancellation).ConfigureAwait(false);
        return new(newlyStuck, patterns, mended);
    }

    private async Task<int> TellPatternsAsync(CancellationToken cancellation)
    {
        var now = options.CurrentValue;
        var found = FailurePatterns.In(await failures.NewestAsync(now.FailureWindow, cancellation).ConfigureAwait(false), now.FailureThreshold);
        var fresh = await store.NewPatternsAsync([.. found.Select(p => p.Name)], cancellation).ConfigureAwait(false);
        foreach (var pattern in found.Where(p => fresh.Contains(p.Name)))
        {
            await channel.TellAsync(
                new(CoordinationNames.Channel, "failure_pattern_detected", new { pattern.TaskType, pattern.Error, pattern.Count, pattern.Timeframe }),
                cancellation).ConfigureAwait(false);
        }

        return fresh.Count;
    }

    private async Task LookAtPoolsAsync(CancellationToken cancellation)
    {
        foreach (var pool in pools)
        {
            foreach (var condition in (await pool.LookAsync(cancellation).ConfigureAwait(false)).SelectMany(CoordinatorConditions.OfPool))
            {
                if (condition.Begins)
                    await alerts.RaiseAsync(condition, cancellation).ConfigureAwait(false);
                else if (condition.Ends)
                    await alerts.ClearAsync(condition.Name, condition.Subject, condition.Value, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task TellAreasAsync(CancellationToken cancellation)
    {
        var report = await status.LookAsync(cancellation).ConfigureAwait(false);
        await stats.PublishAsync(Utilization(report.Pool), cancellation).ConfigureAwait(false);
        await channel.TellAsync(new(CoordinationNames.Channel, "monitoring_update", new
        {
            report.Coordinator.ActiveTasks, report.Coordinator.WaitingTasks, report.Coordinator.MaxConcurrentTasks, report.Coordinator.TotalTasks,
            report.Coordinator.SuccessRate, report.Coordinator.AvgTaskDuration, report.Uptime, report.Memory,
        }), cancellation).ConfigureAwait(false);
        if (report.Pool is { } wasm)
            await channel.TellAsync(new(CoordinationNames.Channel, "wasm_pool_status", new { pool = wasm }), cancellation).ConfigureAwait(false);
        if (report.Routing is { } routing)
            await channel.TellAsync(new(CoordinationNames.Channel, "routing_status", new { routing }), cancellation).ConfigureAwait(false);
    }

    private static double? Utilization(object? pool) =>
        pool is not null && JsonSerializer.SerializeToElement(pool, WireJson.Options) is { ValueKind: JsonValueKind.Object } json
            && json.TryGetProperty("utilization", out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;
}

/// <param name="Stuck">Tasks found stuck for the first time.</param>
/// <param name="Patterns">Patterns told.</param>
/// <param name="Mended">Tasks that were counted otherwise than they are.</param>
internal readonly record struct MonitoringResult(int Stuck, int Patterns, int Mended);
