using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Coordination;

/// <summary>
/// Ends executions of code tasks that run beyond the coordinator's limit. The saga's own time-out ends an execution that has one and lets
/// the task try again; this is the limit behind it, whatever the task asked for: the task is cancelled, by the same durable command that
/// an operator gives, and counts as failed once because it leaves the counters by its own event like any other.
/// </summary>
internal sealed partial class StuckTasks(
    ICoordinatorStore store, TaskCommands commands, CoordinatorRepair repair, CoordinationChannel channel, AlertService alerts, IAlertStore active,
    IOptionsMonitor<CoordinatorOptions> options, ILogger<StuckTasks> log)
{
    private const int AtATime = 100;
    private const string ReasonStart = "stuck: ";

    public static bool IsReason(string reason) => reason.StartsWith(ReasonStart, StringComparison.Ordinal);

    /// <returns>How many were found for the first time.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var limit = options.CurrentValue.TaskTimeout;
        var overdue = await store.OverdueAsync(limit, AtATime, cancellation).ConfigureAwait(false);
        foreach (var task in overdue)
        {
            if (task.First)
                await TellAsync(task, limit, cancellation).ConfigureAwait(false);

            // Every time until it has left: whoever told of it first may have died before it cancelled.
            var answer = await commands.CancelAsync(
                new CancelTask { TaskId = task.TaskId, Reason = $"{ReasonStart}it ran for {task.Running.TotalSeconds:0} s, and {limit.TotalSeconds:0} s is the limit (Coordinator:TaskTimeout)" },
                $"stuck:{task.TaskId}:{task.Version}", cancellation).ConfigureAwait(false);
            if (answer is CommandRejected)
                await repair.LookUpAsync(task.TaskId, cancellation).ConfigureAwait(false);
        }

        foreach (var alert in (await active.ListActiveAsync(cancellation).ConfigureAwait(false))
            .Where(a => a.Name == AlertNames.TaskStuck && overdue.All(t => t.TaskId != a.Subject)))
        {
            await alerts.ClearAsync(alert.Name, alert.Subject, 0, cancellation).ConfigureAwait(false);
        }

        return overdue.Count(t => t.First);
    }

    private async Task TellAsync(OverdueTask task, TimeSpan limit, CancellationToken cancellation)
    {
        Found(task.TaskId, task.Running.TotalSeconds, limit.TotalSeconds);
        await channel.TellAsync(new(CoordinationNames.Channel, "stuck_task_detected", new
        {
            task.TaskId, duration = (long)task.Running.TotalMilliseconds, timeout = (long)limit.TotalMilliseconds, action = "cancel",
        }), cancellation).ConfigureAwait(false);
        await alerts.RaiseAsync(CoordinatorConditions.OfStuck(task, limit), cancellation).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{TaskId} is stuck: it runs for {Seconds:0} s, and {Limit:0} s is the limit. It is cancelled")]
    private partial void Found(string taskId, double seconds, double limit);
}
