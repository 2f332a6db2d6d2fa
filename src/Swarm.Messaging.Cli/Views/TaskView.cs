using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Views;

/// <summary>Everything known of one task.</summary>
internal static class TaskView
{
    public static void Write(CliConsole console, TaskDetails task)
    {
        console.Facts([
            ("Task", task.TaskId),
            ("State", task.Reason is null ? task.State : $"{task.State} ({task.Reason})"),
            ("What", $"{task.Kind}/{task.Operation}"),
            ("Client", task.Client),
            ("Rank", $"{task.Rank}, sequence {task.Sequence}"),
            ("Attempt", task.MaxAttempts == 0 ? null : $"{task.Attempt} of {task.MaxAttempts}{(task.UncountedAttempts > 0 ? $", {task.UncountedAttempts} of which {(task.UncountedAttempts == 1 ? "does" : "do")} not count" : "")}{(task.ReplayCount > 0 ? $", replayed {Shown.Plural(task.ReplayCount, "time")}" : "")}"),
            ("Target", task.TargetId),
            ("Session", task.SessionId),
            ("Batch", task.BatchId),
            ("Requires", string.Join(", ", task.Requires)),
            .. RoutingView.Facts(task.Routing),
            ("Key", task.IdempotencyKey),
            ("Labels", string.Join(", ", task.Labels.Select(l => $"{l.Key}={l.Value}"))),
            ("Submitted", Shown.Time(task.SubmittedAt)),
            ("Retry at", Shown.Time(task.RetryAt)),
            ("Deadline", Shown.Time(task.Deadline)),
            ("Ended", task.EndedAt is { } end ? $"{Shown.Time(end)}, after {Shown.Span(end - task.SubmittedAt)}" : null),
            ("Progress", task.Progress is { } p ? $"{p.Fraction:P0} {p.Text}".Trim() : null)]);
        WriteTimeline(console, task);
        WriteAttempts(console, task);
        WriteDocument(console, "Payload", task.Payload);
        WriteDocument(console, "Result", task.Result);
    }

    private static void WriteTimeline(CliConsole console, TaskDetails task)
    {
        if (task.Timeline.Count == 0)
            return;
        console.Heading("Timeline");
        var table = Tables.Create("At", "Event", "From", "To", "#Attempt", "Target", "Reason");
        foreach (var entry in task.Timeline)
            table.Add(Shown.Clock(entry.At), entry.Event, entry.From, entry.To, $"{entry.Attempt}", entry.TargetId, entry.Reason);
        console.Answers.Write(table);
    }

    private static void WriteAttempts(CliConsole console, TaskDetails task)
    {
        if (task.Attempts.Count == 0)
            return;
        console.Heading("Attempts");
        var table = Tables.Create("#Run", "#No.", "Outcome", "#Took", "Target", "Recovery", "Error", "Message");
        foreach (var attempt in task.Attempts)
        {
            var took = attempt.StartedAt is { } started ? Shown.Span(attempt.EndedAt - started) : "";
            table.Add($"{attempt.Run}", $"{attempt.Number}", attempt.Outcome, took, InstanceOf(attempt), attempt.Recovery, attempt.ErrorType, attempt.Message);
        }

        console.Answers.Write(table);
    }

    private static string? InstanceOf(AttemptRecord attempt) =>
        attempt.InstanceId is null ? attempt.TargetId : $"{attempt.TargetId} {attempt.InstanceId}";

    private static void WriteDocument(CliConsole console, string name, System.Text.Json.JsonElement? document)
    {
        if (document is not { } json)
            return;
        console.Heading(name);
        console.Json(json);
    }
}
