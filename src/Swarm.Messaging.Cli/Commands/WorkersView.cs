using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>A pool as a table.</summary>
internal static class WorkersView
{
    public static void Write(CliConsole console, WorkerPoolReport report)
    {
        var (pool, performance) = (report.Pool, report.Performance);
        if (!pool.Started)
        {
            console.Out.WriteLine($"{pool.MinWorkers} to {pool.MaxWorkers} workers; none runs, they start with the first task of the kind process, or by: swarm workers start");
            return;
        }

        var table = Tables.Create("Worker", "#Process", "State", "Health", "Task", "#Executed", "#Memory", "#CPU", "#Age", "#Restarts", "Alerts");
        foreach (var worker in report.Slots)
        {
            // Of a slot without a process there is nothing to measure.
            var lives = worker.Pid is not null;
            table.Add(
                worker.Id, $"{worker.Pid}", worker.State, lives || worker.Health == "error" ? worker.Health : "", worker.CurrentTask ?? "",
                lives ? $"{worker.TasksExecuted}" : "", lives ? $"{worker.MemoryMb:0} MB" : "", lives ? $"{worker.CpuPercent:0} %" : "",
                lives ? Shown.Span(TimeSpan.FromMilliseconds(worker.AgeMs)) : "", $"{worker.RestartCount}", string.Join(' ', worker.Alerts));
        }

        console.Answers.Write(table);
        console.Out.WriteLine(
            $"{pool.Size} of {pool.MinWorkers} to {pool.MaxWorkers} workers, {report.Health.Status}{(pool.Draining ? ", draining" : "")}: capacity {report.Health.CapacityPercent:0} %, "
            + $"utilisation {report.Health.UtilizationPercent:0} %; {report.Queue.QueueDepth} tasks wait, {report.Tasks.Completed} completed, {report.Tasks.Failed} failed; "
            + $"reuse rate {performance.WorkerReuseRate:0.###} in a pool of {pool.Size}; {performance.WorkersRestarted} restarts, {performance.WorkersCrashed} crashes.");
    }
}
