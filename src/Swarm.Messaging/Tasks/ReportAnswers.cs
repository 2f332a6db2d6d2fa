using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>What whoever reports is told of reports that changed nothing: above all of the end of an execution that is over.</summary>
internal sealed class ReportAnswers(TaskQueries queries)
{
    /// <summary>The error of a result that is not stored.</summary>
    public const string TooLarge = "result_too_large";

    public static RefusedReport Faulty(int index, TaskReport? report, string fault) => new(index, report?.TaskId, report?.Kind, ReportRejections.CodeOf(report, fault), fault);

    public static RefusedReport Nameless(int index, TaskReport report) => new(index, report.TaskId, report.Kind, "invalid", $"targetId: {ReportRejections.Named}");

    /// <summary>One answer for a message on a queue, where there is none when all is well.</summary>
    /// <param name="of">Reports of the message.</param>
    public static CommandRejected? Refusal(IReadOnlyList<RefusedReport> refused, int of) => refused.Count == 0 ? null : new CommandRejected
    {
        Command = nameof(TaskReports),
        TaskId = refused[0].TaskId,
        Code = refused[0].Code,
        Message = refused.Count == of ? string.Join(' ', refused.Select(r => r.Error).Distinct())
            : $"{refused.Count} of {of} reports changed nothing, the others are taken. {string.Join(' ', refused.Select(r => r.Error).Distinct())}",
        Violations = [.. refused.DistinctBy(r => r.Code == "invalid" ? -1 : r.Index).Select(r => r.Code == "invalid" ? new FieldViolation("targetId", null, ReportRejections.Named, "required") : new FieldViolation($"reports[{r.Index}]", r.TaskId, r.Error, r.Code))],
    };

    /// <returns>Null: it is taken, or will be by a host of a newer version.</returns>
    public async Task<RefusedReport?> RefusedAsync(int index, TaskReport report, ItemOutcome outcome, CancellationToken cancellation) => outcome switch
    {
        ItemOutcome.Applied { Answer: StaleReport stale } => Stale(index, report, stale),
        ItemOutcome.Applied { Answer: ForeignReport foreign } => Refused(index, report, "not_the_holder", ReportRejections.Said(report, foreign)),
        ItemOutcome.Missing => Refused(index, report, "not_found", $"There is no task {report.TaskId}: it was never submitted, or has ended and its retention is over. The report '{report.Kind}' changed nothing."),
        ItemOutcome.Failed failed => Refused(index, report, "failed_item", $"The report '{report.Kind}' for the task {report.TaskId} could not be applied, alone and repeatedly: {failed.Exception.Message}"),
        ItemOutcome.Duplicate when await StaleBeforeAsync(report, cancellation).ConfigureAwait(false) is { } stale => Stale(index, report, stale),
        _ => null,
    };

    /// <summary>
    /// The same report again: whether it was taken the first time is known by how its execution ended. One that was given back is no execution, and is not looked at.
    /// </summary>
    private async Task<StaleReport?> StaleBeforeAsync(TaskReport report, CancellationToken cancellation)
    {
        if (report.Kind is not (ReportKinds.Succeeded or ReportKinds.Failed or ReportKinds.Refused) || !AttemptId.TryParse(report.LeaseToken, out var attempt)
            || await queries.GetAsync(report.TaskId, false, cancellation).ConfigureAwait(false) is not { } task)
            return null;
        var ended = task.Attempts.LastOrDefault(a => a.Run == attempt.Value.Run && a.Number == attempt.Value.Number);
        return ended is not null && EndedBy(report, ended) ? null : new StaleReport(task.State, task.Reason);
    }

    private static bool EndedBy(TaskReport report, AttemptRecord ended) => report.Kind switch
    {
        ReportKinds.Failed => ended.Outcome == report.Kind && (report.Error is null || ended.ErrorType == ErrorBounds.Within(report.Error).Type),
        ReportKinds.Succeeded => ended.Outcome == report.Kind || ended.ErrorType == TooLarge,
        _ => ended.Outcome == report.Kind,
    };

    private static RefusedReport Stale(int index, TaskReport report, StaleReport now) => Refused(
        index, report, "stale_lease",
        $"The report '{report.Kind}' for the task {report.TaskId} came too late and changed nothing: its lease is over, and the task is {now.State}{(now.Reason is { } why ? $" ({why})" : "")}. "
        + "Drop what the execution made, and do not send the report again.");

    private static RefusedReport Refused(int index, TaskReport report, string code, string error) => new(index, report.TaskId, report.Kind, code, error);
}
