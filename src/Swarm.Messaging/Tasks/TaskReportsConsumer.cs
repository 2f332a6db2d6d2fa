using System.Text.Json;
using MassTransit;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Tasks;

/// <summary>Brings what targets say to the sagas of their tasks, all of a message together.</summary>
internal sealed class TaskReportsConsumer(
    SagaRunner<TaskSaga> tasks, TaskQueries queries, ISagaStore store, TaskDefinition definition, EventPublisher events, RejectedInputLog rejected,
    BusNames names, TimeProvider time)
    : IConsumer<TaskReports>
{
    public async Task Consume(ConsumeContext<TaskReports> context)
    {
        var items = new List<SagaItem>(context.Message.Reports.Count);
        var reports = new List<TaskReport>(context.Message.Reports.Count);
        foreach (var report in context.Message.Reports)
        {
            if (report.Kind == ReportKinds.Progressed)
                await TellProgressAsync(report, context.CancellationToken).ConfigureAwait(false);
            else if (ToEvent(report) is { } sagaEvent)
            {
                items.Add(new SagaItem($"report:{report.LeaseToken}:{report.Kind}", report.TaskId, sagaEvent));
                reports.Add(report);
            }
        }

        var outcomes = await tasks.HandleAsync(items, context.CancellationToken).ConfigureAwait(false);
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i] is ItemOutcome.Failed failed)
                await SetAsideAsync(items[i], reports[i], failed.Exception, context.CancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One bad item among many does not hold up the others, nor is it lost: it goes where people look. An outage is no bad item.</summary>
    private async Task SetAsideAsync(SagaItem item, TaskReport report, Exception why, CancellationToken cancellation)
    {
        if (store.IsOutcomeUnknown(why))
            throw new TimeoutException($"The store did not answer for item {item.Id}; its carrier comes again.", why);
        var rejection = new CommandRejected
        {
            Command = nameof(TaskReports),
            TaskId = report.TaskId,
            Code = "failed_item",
            Message = $"The report '{report.Kind}' for the task {report.TaskId} could not be applied, alone and repeatedly: {why.Message}",
        };
        await rejected.AddAsync(
            rejection, JsonSerializer.SerializeToUtf8Bytes(report, WireJson.Options), new CommandOrigin($"queue:{names.TaskReports}", item.Id),
            cancellation).ConfigureAwait(false);
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
