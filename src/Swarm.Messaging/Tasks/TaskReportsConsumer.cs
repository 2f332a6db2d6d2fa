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
    SagaRunner<TaskSaga> tasks, TaskQueries queries, ISagaStore store, TaskDefinition definition, EventPublisher events, TimeProvider time)
    : IConsumer<TaskReports>
{
    public async Task Consume(ConsumeContext<TaskReports> context)
    {
        var items = new List<SagaItem>(context.Message.Reports.Count);
        foreach (var report in context.Message.Reports)
        {
            if (report.Kind == ReportKinds.Progressed)
                await TellProgressAsync(report, context.CancellationToken).ConfigureAwait(false);
            else if (ToEvent(report) is { } sagaEvent)
                items.Add(new SagaItem($"report:{report.LeaseToken}:{report.Kind}", report.TaskId, sagaEvent));
        }

        var outcomes = await tasks.HandleAsync(items, context.CancellationToken).ConfigureAwait(false);
        if (outcomes.OfType<ItemOutcome.Failed>().FirstOrDefault() is { } failed)
            throw new ItemFailedException("of a report", failed.Exception);
    }

    private static object? ToEvent(TaskReport report) => report.Kind switch
    {
        ReportKinds.Started => new AttemptStarted(report.LeaseToken),
        ReportKinds.Succeeded => new AttemptSucceeded(report.LeaseToken, Bytes(report.Result)),
        ReportKinds.Failed => new AttemptFailed(
            report.LeaseToken, report.Error ?? new TaskError("unknown", "The target named no error.")),
        ReportKinds.Refused => new AttemptRefused(report.LeaseToken, report.Reason ?? "The target gave no reason."),
        ReportKinds.Returned => new AttemptReturned(report.LeaseToken, report.Reason ?? "no reason given"),
        _ => null,
    };

    private static ReadOnlyMemory<byte> Bytes(JsonElement? result) =>
        result is { } json ? JsonSerializer.SerializeToUtf8Bytes(json) : "null"u8.ToArray();

    /// <summary>Progress commits nothing: a note beside the saga, and an event.</summary>
    private async Task TellProgressAsync(TaskReport report, CancellationToken cancellation)
    {
        if (!AttemptId.TryParse(report.LeaseToken, out _)
            || await queries.LoadAsync(report.TaskId, cancellation).ConfigureAwait(false) is not { } saga
            || !saga.Holds(report.LeaseToken))
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
}
