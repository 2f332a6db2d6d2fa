using System.Globalization;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Schedules;

/// <summary>
/// Makes the task or the run of a time. Its id is that of the schedule and the time, so a time that is acted for twice, by two hosts or
/// after a crash, makes one.
/// </summary>
internal sealed class ScheduleRuns(TaskCommands tasks, WorkflowCommands workflows)
{
    public static string IdAt(string scheduleId, DateTimeOffset time) => $"{scheduleId}.{time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";

    /// <summary>Of a run that an operator asks for: to the millisecond, so it is no time's.</summary>
    public static string IdNow(string scheduleId, DateTimeOffset now) => $"{scheduleId}.{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}";

    /// <returns>Null when it was taken; else why not. Throws only when store or bus are out of reach.</returns>
    public async Task<CommandRejected?> SubmitAsync(ScheduleDefinition definition, string runId, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        if (definition.Task is { } task)
        {
            var command = ScheduleRules.Task(task, runId, "", found);
            return (await tasks.SubmitAsync([new Submission(command, IsScheduled: true)], cancellation).ConfigureAwait(false))[0].Rejected;
        }

        var workflow = ScheduleRules.Workflow(definition.Workflow!.Value, runId, "", found);
        return await workflows.SubmitAsync(workflow, found, null, [], cancellation).ConfigureAwait(false) as CommandRejected;
    }
}
