using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>Brings what targets say to the sagas of their tasks, all of a message together.</summary>
internal sealed partial class TaskReportsHandler(
    SagaRunner<TaskSaga> tasks, TaskQueries queries, ISagaStore store, TaskDefinition definition, EventPublisher events, ReportRejections rejections,
    ReportAnswers answers, PostponedReports postponed, IPlacementStore placement, IFlowStore flow, PlacementNewsQueue news, LocalTargetDefinitions own,
    IOptionsMonitor<PlacementOptions> options, TimeProvider time, ILogger<TaskReportsHandler> log)
{
    /// <summary>Returns when all of them are committed or set aside.</summary>
    /// <returns>For whoever wants an answer: those that changed nothing, in their order, each with the reason.</returns>
    public async Task<IReadOnlyList<RefusedReport>> HandleAsync(TaskReports message, CancellationToken cancellation)
    {
        await MarkStartedAsync(message, cancellation).ConfigureAwait(false);
        var items = new List<SagaItem>(message.Reports.Count);
        var reports = new List<(int Index, TaskReport Report)>(message.Reports.Count);
        var nameless = new List<TaskReport>();
        var refused = new List<RefusedReport>();
        foreach (var (index, report) in message.Reports.Index())
        {
            if (ReportRejections.Fault(report) is { } fault)
            {
                await rejections.AddAsync(report, fault, cancellation).ConfigureAwait(false);
                refused.Add(ReportAnswers.Faulty(index, report, fault));
                continue;
            }

            if (message.TargetId is null or "")
            {
                nameless.Add(report);
                refused.Add(ReportAnswers.Nameless(index, report));
                continue;
            }

            if (report.Kind == ReportKinds.Progressed)
            {
                await TellProgressAsync(report, message.TargetId, cancellation).ConfigureAwait(false);
                continue;
            }

            items.Add(new SagaItem($"report:{report.LeaseToken}:{report.Kind}", report.TaskId, ToEvent(report, message.TargetId)));
            reports.Add((index, report));
        }

        if (nameless.Count > 0)
            await rejections.AddNamelessAsync(message with { Reports = nameless }, cancellation).ConfigureAwait(false);
        var outcomes = await tasks.HandleAsync(items, cancellation).ConfigureAwait(false);
        var newer = new List<TaskReport>();
        for (var i = 0; i < outcomes.Count; i++)
        {
            var (index, report) = reports[i];
            if (outcomes[i] is ItemOutcome.LeftForNewer)
                newer.Add(report);
            if (outcomes[i] is ItemOutcome.Failed failed)
                await rejections.AddAsync(report, items[i], failed.Exception, cancellation).ConfigureAwait(false);
            if (outcomes[i] is ItemOutcome.Applied { Answer: ForeignReport foreign })
                await rejections.AddAsync(report, foreign, cancellation).ConfigureAwait(false);
            else if (outcomes[i] is ItemOutcome.Applied && report.RateLimit is { } said)
                await TellLimitAsync(report.TaskId, message.TargetId!, said, cancellation).ConfigureAwait(false);
            if (await answers.RefusedAsync(index, report, outcomes[i], cancellation).ConfigureAwait(false) is { } one)
                refused.Add(one);
        }

        if (newer.Count > 0)
            await postponed.SendAgainAsync(message.TargetId, newer, cancellation).ConfigureAwait(false);
        return refused;
    }

    /// <summary>
    /// An agent that did not ask before it began says so by its report: from then on the loss of its lease is a failed execution.
    /// Who asked is not marked a second time, and the targets of this host, which always ask, are not marked at all; nor is what has ended since.
    /// </summary>
    private async Task MarkStartedAsync(TaskReports message, CancellationToken cancellation)
    {
        if (message.TargetId is not { Length: > 0 } target || own.All.Any(t => t.Target.TargetId == target))
            return;
        var started = message.Reports.Where(r => r is { Kind: ReportKinds.Started } && ReportRejections.Fault(r) is null).Select(r => r.LeaseToken)
            .Except(message.Reports.Where(r => r.Kind is not (ReportKinds.Started or ReportKinds.Progressed)).Select(r => r.LeaseToken), StringComparer.Ordinal).ToList();
        if (started.Count > 0)
            await placement.StartAttemptsAsync(target, started, "report", cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// The pace of what is to come follows; this report is done with whatever becomes of it. Only who had the task last may slow anything down, and only
    /// what the task counts for: else one agent could stop the work of all others.
    /// </summary>
    private async Task TellLimitAsync(string taskId, string target, RateLimitFeedback said, CancellationToken cancellation)
    {
        if (await queries.LoadAsync(taskId, cancellation).ConfigureAwait(false) is not { } saga || FlowFeedbackRules.Of(said, saga.Client, options.CurrentValue.LongestRest) is not { } feedback)
            return;
        if (saga.LastTarget == target && saga.CountsFor(feedback.Key, target))
            news.Add(await flow.TellAsync(feedback, cancellation).ConfigureAwait(false));
        else
            NotItsOwn(target, feedback.Key, taskId);
    }

    private object ToEvent(TaskReport report, string? reporter) => report.Kind switch
    {
        ReportKinds.Started => new AttemptStarted(report.LeaseToken, report.At, reporter),
        ReportKinds.Succeeded => Succeeded(report.LeaseToken, Bytes(report.Result), report.At, reporter),
        ReportKinds.Failed => new AttemptFailed(
            report.LeaseToken, ErrorBounds.Within(report.Error ?? new TaskError("unknown", "The target named no error.")), report.At, reporter,
            FlowFeedbackRules.RetryAfter(report.RateLimit, options.CurrentValue.LongestRest)),
        ReportKinds.Refused => new AttemptRefused(report.LeaseToken, ErrorBounds.Cut(report.Reason ?? "The target gave no reason.", ErrorBounds.Message), reporter),
        _ => new AttemptReturned(report.LeaseToken, ErrorBounds.Cut(report.Reason ?? "no reason given", ErrorBounds.Message), reporter),
    };

    /// <summary>Hosts look themselves; others may not.</summary>
    private static object Succeeded(string token, ReadOnlyMemory<byte> result, DateTimeOffset? at, string? reporter) => result.Length <= TaskOptions.MaxPayloadBytes
        ? new AttemptSucceeded(token, result, at, reporter)
        : new AttemptFailed(
            token,
            new TaskError(
                ReportAnswers.TooLarge,
                $"The result has {result.Length} bytes; at most {TaskOptions.MaxPayloadBytes} are stored. Store it elsewhere and return a reference.", null, false),
            at, reporter);

    private static ReadOnlyMemory<byte> Bytes(JsonElement? result) =>
        result is { } json ? JsonSerializer.SerializeToUtf8Bytes(json) : "null"u8.ToArray();

    /// <summary>Progress commits nothing: a note beside the saga, and an event.</summary>
    private async Task TellProgressAsync(TaskReport report, string? reporter, CancellationToken cancellation)
    {
        if (!AttemptId.TryParse(report.LeaseToken, out _)
            || await HolderAsync(report, cancellation).ConfigureAwait(false) is not { } saga)
            return;
        if (saga.IsForeign(report.LeaseToken, reporter))
        {
            await rejections.AddAsync(report, new ForeignReport(reporter!, saga.Lease!.TargetId), cancellation).ConfigureAwait(false);
            return;
        }

        var progress = new TaskProgress(report.Fraction, report.Text, saga.Attempt, time.GetUtcNow());
        try
        {
            await store.WriteNoteAsync(
                definition.Key(saga.Id), TaskCollections.Progress,
                JsonSerializer.SerializeToUtf8Bytes(progress, TaskJson.Default.TaskProgress)).ConfigureAwait(false);
        }
        catch (SagaDamagedException)
        {
            // Its note alone; what else was told of it and of others counts.
        }

        await events.PublishAsync(
            [
                new TaskProgressed
                {
                    TaskId = saga.Id, Client = saga.Client, Kind = saga.Kind, Operation = saga.Operation, Attempt = saga.Attempt,
                    At = progress.At, TargetId = saga.Lease?.TargetId, Fraction = report.Fraction, Text = report.Text,
                },
            ],
            cancellation).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What {TargetId} said of the limit {Key} is ignored: its execution of {TaskId} does not count for it")]
    private partial void NotItsOwn(string targetId, string key, string taskId);

    /// <summary>Null when the task is gone, holds another lease or cannot be read: progress may be dropped, its end is told as well.</summary>
    private async Task<TaskSaga?> HolderAsync(TaskReport report, CancellationToken cancellation)
    {
        try
        {
            return await queries.LoadAsync(report.TaskId, cancellation).ConfigureAwait(false) is { } saga && saga.Holds(report.LeaseToken) ? saga : null;
        }
        catch (Exception e) when (Defect.Is(e))
        {
            return null;
        }
    }
}
