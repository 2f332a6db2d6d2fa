using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Distribution.Operations;

/// <summary>
/// Tasks of kind <c>ghl</c>: done by agents, in sessions where the operation needs one. An operation that must not take effect twice is given up
/// when an agent cannot tell whether it did.
/// </summary>
internal sealed partial class CrmPolicy(CrmCatalog catalog, IOptions<DistributionOptions> options, CrmLimitKeys keys) : ITaskPolicy
{
    public const string KindName = "ghl";

    /// <summary>Of an error: somebody has to look whether it took effect.</summary>
    public const string NeedsReview = "needs_review";

    private const int HighRank = 5;
    private const string LocationId = "locationId";

    public string Kind => KindName;

    public IReadOnlyList<Violation> Judge(string? operation, JsonElement? payload)
    {
        if (operation is null)
            return [new("operation", null, "Required: what to do in the CRM, e.g. contact_create.")];
        if (!Operation().IsMatch(operation))
            return [new("operation", PayloadRules.Cut(operation), "1 to 64 characters of a-z 0-9 . _ -", "unknown_operation")];
        if (payload is not (null or { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object }))
            return [new("payload", PayloadRules.Show(payload.Value), "An object.")];
        return keys.Count(operation, payload) is > CrmLimitKeys.Most and var many
            ? [new("payload", PayloadRules.Show(payload!.Value), $"It would count for {many} keys of Distribution:LimitKeys, and a task counts for at most {CrmLimitKeys.Most}: a limit or pause of the others could not hold it. Submit it as several.", "too_many_limits")]
            : [];
    }

    public TaskCourse? Begin(SubmitTask command, int rank, List<string> warnings, string? batchId = null)
    {
        var operation = catalog[command.Operation!];
        var input = Input(command.Payload, batchId);
        var location = Location(input);
        if (PayloadRules.TryGet(input ?? default, LocationId, out var said) && said.ValueKind != JsonValueKind.Null && location is null)
        {
            warnings.Add($"locationId is {PayloadRules.Show(said)}, which is no id (a text of 1 to 64 characters of A-Z a-z 0-9 . _ -): "
                + $"it counts for {FlowKeyNames.Location}:{command.Client ?? SubmissionRules.DefaultClient}, as without one.");
        }

        return new TaskCourse
        {
            Route = operation.Name,
            Phase = TaskPhases.Open,
            Session = operation.Session,
            Once = !operation.Repeatable,
            IsKeyed = true,
            Flow = [$"{FlowKeyNames.Location}:{location ?? command.Client ?? SubmissionRules.DefaultClient}", .. keys.Of(command, batchId)],
            Why = $"It goes to an agent that takes {KindName}/{operation.Name}{(operation.Session ? ", in a session of its client" : "")}.",
        };
    }

    public TaskCourse? Restart(TaskCourse? course) => course;

    public IReadOnlyList<string>? Parts(string taskId, string? batchId, JsonElement? payload) =>
        batchId is not null && taskId == BatchIds.BulkTask(batchId) ? BulkAnswer.TasksOf(payload) : null;

    public string? Whole(string batchId) => BatchIds.BulkTask(batchId);

    public FailureDecision After(FailedExecution failed)
    {
        if (failed.Error.Type == NeedsReview)
            return new FailureDecision.GiveUp(DeadLetterReasons.NeedsReview);
        var decision = failed.Refused ? new FailureDecision.GiveUp(DeadLetterReasons.RejectedByTarget) : FailureDecision.After(failed);
        if (decision is FailureDecision.GiveUp && IsInDoubt(failed))
            return new FailureDecision.GiveUp(DeadLetterReasons.NeedsReview, Error: Doubt(failed));
        return decision is FailureDecision.Retry retry && failed.Rank > HighRank && IsPromoted(failed.Rank) ? retry with { Rank = HighRank } : decision;
    }

    public TaskCourse? Reconsider(TaskCourse course, Requirements needs) => null;

    /// <summary>Not the one task of a batch: each of its tasks looks for its own, in executions of its own.</summary>
    private static bool IsInDoubt(FailedExecution failed) => failed is { Course.Once: true, IsWhole: false, DoubtAfter: not null };

    private static TaskError Doubt(FailedExecution failed) => ErrorBounds.Within(failed.Error with
    {
        Type = NeedsReview,
        Message = (failed.IsInDoubt
                ? $"It may have happened: the last execution of this {failed.Course!.Route}{(failed.TargetId is { } target ? $", on {target}," : "")} ended with {failed.Error.Type}, and nobody could verify whether it took effect. "
                : $"It may have happened: an earlier execution of this {failed.Course!.Route} ended with {failed.Doubt}, and nobody could verify since whether it took effect. ")
            + $"See for yourself; only if it has not, replay it. {failed.Error.Message}",
        Retryable = false,
    });

    private bool IsPromoted(int rank) => options.Value.RetryPromotion == RetryPromotion.High && rank > Priorities.Normal;

    /// <summary>The API of the CRM counts by location; a client is one unless the task names another.</summary>
    private static string? Location(JsonElement? input) =>
        PayloadRules.TryGet(input ?? default, LocationId, out var value) && value.ValueKind == JsonValueKind.String && Word().IsMatch(value.GetString()!)
            ? value.GetString()
            : null;

    /// <summary>What says the location: of a batch that is one task, whose tasks are all of one location, the first input; of any other task its own, whatever lies within.</summary>
    private static JsonElement? Input(JsonElement? payload, string? batchId) =>
        batchId is not null && PayloadRules.TryGet(payload ?? default, "items", out var items) && items is { ValueKind: JsonValueKind.Array }
        && items.EnumerateArray().FirstOrDefault() is var first && PayloadRules.TryGet(first, "input", out var input)
            ? input
            : payload;

    [GeneratedRegex("^[a-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Operation();

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
