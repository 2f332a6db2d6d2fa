namespace Swarm.Messaging.Workflows.Runner;

/// <summary>One worker. Processor and memory are those of its process, which all its workers share.</summary>
/// <param name="State">starting, healthy, idle, busy, unhealthy, stopping or crashed.</param>
/// <param name="CurrentLoad">Its nodes as a part of what it may have, 0..1.</param>
/// <param name="CpuUsage">Percent of all processors, within the last check.</param>
internal sealed record NodeWorkerReport(
    string WorkerId, string State, int Tasks, double CurrentLoad, long TasksProcessed, long Succeeded, long Failed, int FailuresInARow,
    double CpuUsage, double MemoryUsageMb, long UptimeMs, DateTimeOffset LastHeartbeat)
{
    public static NodeWorkerReport Of(NodeWorker worker, NodeWorkerState state, NodePoolCore core, RunnerOptions options, DateTimeOffset clock, TimeSpan now) => new(
        worker.Id, state.ToString().ToLowerInvariant(), worker.Tasks, Math.Round((double)worker.Tasks / options.TasksPerWorker, 2),
        worker.Succeeded + worker.Failed, worker.Succeeded, worker.Failed, worker.FailuresInARow,
        Math.Round(core.CpuPercent, 1), Math.Round(core.MemoryMb, 1), (long)(now - worker.AddedAt).TotalMilliseconds, clock - (now - worker.LastHeartbeat));
}
