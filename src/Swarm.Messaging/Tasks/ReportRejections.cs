using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>Reports that cannot be acted on go where people look, with the reason: one bad item among many neither holds up the others nor is lost.</summary>
internal sealed class ReportRejections(RejectedInputLog rejected, ISagaStore store, BusNames names)
{
    public const string Named = "Required: the id of the target whose attempts these are. Only the target that holds a lease may say how it goes.";

    private static readonly string Kinds = string.Join(", ",
        ReportKinds.Started, ReportKinds.Progressed, ReportKinds.Succeeded, ReportKinds.Failed, ReportKinds.Refused, ReportKinds.Returned);

    /// <summary>What is wrong with the report itself; null when it can be brought to its saga.</summary>
    public static string? Fault(TaskReport? report) => report switch
    {
        null => "It is null.",
        { Kind: ReportReader.Unreadable } => report.Reason ?? "It cannot be read.",
        _ when CommandRules.Judge(new GetTask { TaskId = report.TaskId }) is { } refusal => refusal.Violations[0].Rule,
        { LeaseToken: null or "" } => "It has no leaseToken.",
        _ when OtherAttempt(report) is { } other => other,
        { Kind: ReportKinds.Started or ReportKinds.Progressed or ReportKinds.Succeeded or ReportKinds.Failed or ReportKinds.Refused or ReportKinds.Returned } => null,
        _ => $"Its kind is '{report.Kind}'; known are {Kinds}.",
    };

    /// <summary>Everything that is wrong with a message, for who can be answered; empty when all of it can be brought to its sagas.</summary>
    public static List<Violation> Violations(JsonElement message, TaskReports read)
    {
        if (!PayloadRules.TryGet(message, "reports", out var list) || list.ValueKind != JsonValueKind.Array)
            return [new("reports", list.ValueKind is JsonValueKind.Undefined ? null : PayloadRules.Show(list), "A list of reports, required.")];
        return
        [
            .. list.EnumerateArray().Zip(read.Reports, (json, report) => (Json: json, Fault: Fault(report))).Index().Where(r => r.Item.Fault is not null)
                .Select(r => new Violation($"reports[{r.Index}]", PayloadRules.Show(r.Item.Json), r.Item.Fault!)),
        ];
    }

    public Task AddAsync(TaskReport? report, string fault, CancellationToken cancellation) => report is not null && OtherAttempt(report) == fault
        ? AddAsync(report, "wrong_attempt", $"The report '{report.Kind}' for the task {report.TaskId} changed nothing. {fault}", null, cancellation)
        : AddAsync(report, "malformed", $"A report for the task '{report?.TaskId}' cannot be read: {fault}", null, cancellation);

    /// <summary>The saga threw on it. An outage is no bad item.</summary>
    public Task AddAsync(TaskReport report, SagaItem item, Exception why, CancellationToken cancellation) => store.IsOutcomeUnknown(why)
        ? throw new TimeoutException($"The store did not answer for item {item.Id}; its carrier comes again.", why)
        : AddAsync(
            report, "failed_item", $"The report '{report.Kind}' for the task {report.TaskId} could not be applied, alone and repeatedly: {why.Message}",
            item.Id, cancellation);

    public Task AddAsync(TaskReport report, ForeignReport foreign, CancellationToken cancellation) => AddAsync(report, "not_the_holder", Said(report, foreign), null, cancellation);

    public static string Said(TaskReport report, ForeignReport foreign) =>
        $"{foreign.Reporter} reported '{report.Kind}' for the task {report.TaskId}, whose lease is {foreign.Holder}'s: it changed nothing. Only the target that holds a lease may say how it goes.";

    /// <summary>Of a fault of a report.</summary>
    public static string CodeOf(TaskReport? report, string fault) => report is not null && OtherAttempt(report) == fault ? "wrong_attempt" : "malformed";

    /// <summary>Nobody says who reports: whether it holds the leases cannot be judged.</summary>
    public async Task AddNamelessAsync(TaskReports message, CancellationToken cancellation)
    {
        var refusal = CommandRules.Reject(nameof(TaskReports), message.Reports[0].TaskId, [new("targetId", message.TargetId, Named)]);
        await rejected.AddAsync(
            refusal, JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Options), new CommandOrigin($"queue:{names.TaskReports}"), cancellation, refusal.Message).ConfigureAwait(false);
    }

    /// <summary>The lease says which attempt it is; one that names another is about something else. 0 names none.</summary>
    private static string? OtherAttempt(TaskReport report) =>
        report.Attempt != 0 && AttemptId.TryParse(report.LeaseToken, out var leased) && report.Attempt != leased.Value.Number
            ? $"It is about attempt {report.Attempt}, its lease is that of attempt {leased.Value.Number}: send the attempt of the execution that holds the lease, or leave it out."
            : null;

    private Task AddAsync(TaskReport? report, string code, string message, string? itemId, CancellationToken cancellation) => rejected.AddAsync(
        new CommandRejected { Command = nameof(TaskReports), TaskId = report?.TaskId, Code = code, Message = message },
        JsonSerializer.SerializeToUtf8Bytes(report, WireJson.Options), new CommandOrigin($"queue:{names.TaskReports}", itemId), cancellation, message);
}
