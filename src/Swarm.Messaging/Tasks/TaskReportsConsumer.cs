using System.Text.Json;
using MassTransit;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>Brings what targets say to the sagas of their tasks, all of a message together.</summary>
internal sealed class TaskReportsConsumer(
    SagaRunner<TaskSaga> tasks, TaskQueries queries, ISagaStore store, TaskDefinition definition, EventPublisher events, ReportRejections rejections,
    PostponedReports postponed, TimeProvider time)
    : IConsumer<TaskReports>
{
    public async Task Consume(ConsumeContext<TaskReports> context)
    {
        var items = new List<SagaItem>(context.Message.Reports.Count);
        var reports = new List<TaskReport>(context.Message.Reports.Count);
        foreach (var report in context.Message.Reports)
        {
            if (ReportRejections.Fault(report) is { } fault)
            {
                await rejections.AddAsync(report, fault, context.CancellationToken).ConfigureAwait(false);
                continue;
            }

            if (report.Kind == ReportKinds.Progressed)
            {
                await TellProgressAsync(report, context.CancellationToken).ConfigureAwait(false);
                continue;
            }

            items.Add(new SagaItem($"report:{report.LeaseToken}:{report.Kind}", report.TaskId, ToEvent(report)));
            reports.Add(report);
        }

        var outcomes = await tasks.HandleAsync(items, context.CancellationToken).ConfigureAwait(false);
        var newer = new List<TaskReport>();
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i] is ItemOutcome.LeftForNewer)
                newer.Add(reports[i]);
            if (outcomes[i] is ItemOutcome.Failed failed)
                await rejections.AddAsync(reports[i], items[i], failed.Exception, context.CancellationToken).ConfigureAwait(false);
        }

        if (newer.Count > 0)
            await postponed.SendAgainAsync(newer, context.CancellationToken).ConfigureAwait(false);
    }

    private static object ToEvent(TaskReport report) => report.Kind switch
    {
        ReportKinds.Started => new AttemptStarted(report.LeaseToken, report.At),
        ReportKinds.Succeeded => new AttemptSucceeded(report.LeaseToken, Bytes(report.Result), report.At),
        ReportKinds.Failed => new AttemptFailed(
            report.LeaseToken, report.Error ?? new TaskError("unknown", "The target named no error."), report.At),
        ReportKinds.Refused => new AttemptRefused(report.LeaseToken, report.Reason ?? "The target gave no reason."),
        _ => new AttemptReturned(report.LeaseToken, report.Reason ?? "no reason given"),
    };

    private static ReadOnlyMemory<byte> Bytes(JsonElement? result) =>
        result is { } json ? JsonSerializer.SerializeToUtf8Bytes(json) : "null"u8.ToArray();

    /// <summary>Progress commits nothing: a note beside the saga, and an event.</summary>
    private async Task TellProgressAsync(TaskReport report, CancellationToken cancellation)
    {
        if (!AttemptId.TryParse(report.LeaseToken, out _)
            || await HolderAsync(report, cancellation).ConfigureAwait(false) is not { } saga)
            return;
        var progress = new TaskProgress(report.Fraction, report.Text, saga.Attempt, time.GetUtcNow());
        await store.WriteNoteAsync(
            definition.Key(saga.Id), TaskCollections.Progress,
            JsonSerializer.SerializeToUtf8Bytes(progress, TaskJson.Default.TaskProgress)).ConfigureAwait(false);
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
