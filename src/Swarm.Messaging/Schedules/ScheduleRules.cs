using System.Text.Json;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Schedules;

/// <summary>Judges a definition when it is set, so that its first time is not the first to find it wrong. Pure.</summary>
internal sealed class ScheduleRules(SubmissionRules tasks, WorkflowRules workflows)
{
    private const int LongestId = 80;

    private static readonly string[] Misfires = [ScheduleTimes.Once, ScheduleTimes.Skip, ScheduleTimes.Each];

    public static void CheckId(string? id, List<Violation> found)
    {
        CommandRules.CheckId(id, "scheduleId", required: true, found, reserved: false);
        if (id is { Length: > LongestId })
            found.Add(new("scheduleId", PayloadRules.Cut(id), $"1 to {LongestId} characters: the time of each run is put behind it."));
    }

    public void Check(string? id, ScheduleDefinition definition, List<Violation> found)
    {
        CheckTimes(definition, found);
        if (definition.Misfire is { } misfire && !Misfires.Contains(misfire))
            found.Add(new("definition.misfire", PayloadRules.Cut(misfire), $"One of {string.Join(", ", Misfires)}."));
        if ((definition.Task is null) == (definition.Workflow is null))
            found.Add(new("definition.task", null, "Exactly one of task and workflow."));
        else if (definition.Task is { } task)
            Adopt("definition.task.", tasks.Judge(new Submission(Task(task, $"{id}.x", "definition.task.", found))).Rejected, found);
        else if (Workflow(definition.Workflow!.Value, $"{id}.x", "definition.workflow.", found) is var workflow)
            Adopt("definition.workflow.", workflows.Judge(workflow, []).Rejected, found);
    }

    public static SubmitTask Task(JsonElement json, string runId, string path, List<Violation> found)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            found.Add(new(path.TrimEnd('.'), PayloadRules.Show(json), "A task: an object."));
            return new SubmitTask();
        }

        var (command, _) = CommandReader.SubmitTask(json, path, found);
        Own(command.TaskId, $"{path}taskId", found);
        Own(command.IdempotencyKey, $"{path}idempotencyKey", found);
        return command with { TaskId = runId, IdempotencyKey = null };
    }

    public static SubmitWorkflow Workflow(JsonElement json, string runId, string path, List<Violation> found)
    {
        var (command, _) = WorkflowReader.Submit(json, path, found);
        Own(command.ExecutionId, $"{path}executionId", found);
        return command with { ExecutionId = runId };
    }

    private static void Own(string? given, string field, List<Violation> found)
    {
        if (given is not null)
            found.Add(new(field, PayloadRules.Cut(given), "Left out: each time has an id of its own, made of the schedule's and the time."));
    }

    private static void Adopt(string path, CommandRejected? rejected, List<Violation> found) =>
        found.AddRange((rejected?.Violations ?? []).Select(v => new Violation(path + v.Field, v.Value, v.Rule, v.Code)));

    private static void CheckTimes(ScheduleDefinition definition, List<Violation> found)
    {
        if (definition.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            found.Add(new("definition.timeZone", PayloadRules.Cut(zone), "An IANA name of a time zone, e.g. Europe/Berlin, or left out for UTC."));
        if (string.IsNullOrWhiteSpace(definition.Cron))
        {
            found.Add(new("definition.cron", definition.Cron, "Required: e.g. 0 30 3 * * ? for half past three each day (seconds, minutes, hours, day, month, weekday)."));
            return;
        }

        try
        {
            _ = new Quartz.CronExpression(definition.Cron);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            found.Add(new("definition.cron", PayloadRules.Cut(definition.Cron), $"Seconds, minutes, hours, day, month, weekday, e.g. 0 30 3 * * ? for half past three each day. {e.Message}"));
        }
    }
}
