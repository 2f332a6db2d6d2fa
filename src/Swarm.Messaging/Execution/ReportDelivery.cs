using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Execution;

/// <summary>
/// Brings what targets of this process say to the sagas of their tasks. This host commits it itself, without the broker between; when it cannot, the queue takes it, where it
/// outlives this host. What is brought twice is known by its token.
/// </summary>
/// <param name="commit">Returns when all reports of a message are committed or set aside.</param>
internal sealed partial class ReportDelivery(
    Func<TaskReports, CancellationToken, Task> commit, IEnvelopeSender sender, BusNames names, TimeProvider time, ILogger<ReportDelivery> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Returns when the reports are committed or in the queue, however long both are out of reach.</summary>
    public async Task DeliverAsync(string target, List<TaskReport> reports, CancellationToken cancellation)
    {
        if (reports.TrueForAll(CanBeKept) && await TryCommitAsync(target, reports, cancellation).ConfigureAwait(false))
            return;
        while (!await TryQueueAsync(target, reports, cancellation).ConfigureAwait(false))
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
    }

    /// <summary>What is too deep to be kept with its task, the queue refuses as well, and then it is told without its content.</summary>
    private static bool CanBeKept(TaskReport report) => report.Result is not { } result || JsonDepth.Fits(JsonMarshal.GetRawUtf8Value(result));

    private static bool CanBeWritten(TaskReport report)
    {
        try
        {
            // As deep as it goes out: what is said, in its message, in the envelope.
            JsonSerializer.SerializeToUtf8Bytes(new { message = new TaskReports { Reports = [report] } });
            return true;
        }
        catch (Exception e) when (Defect.Is(e))
        {
            return false;
        }
    }

    private static TaskReport WithoutContent(TaskReport report, Exception why) => report.Kind == ReportKinds.Succeeded
        ? report with { Kind = ReportKinds.Failed, Result = null, Error = new TaskError("invalid_result", $"The result cannot be written: {why.Message}", null, false) }
        : report with { Result = null, Fraction = null, Text = null };

    private async Task<bool> TryCommitAsync(string target, List<TaskReport> reports, CancellationToken cancellation)
    {
        try
        {
            await commit(new TaskReports { TargetId = target, Reports = reports }, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotCommitted(target, reports.Count, e);
            return false;
        }
    }

    private async Task<bool> TryQueueAsync(string target, List<TaskReport> reports, CancellationToken cancellation)
    {
        try
        {
            await QueueAsync(target, reports, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotQueued(target, reports.Count, Pause, e);
            return false;
        }
    }

    /// <summary>One that cannot be written holds up no other, and its task ends all the same.</summary>
    private async Task QueueAsync(string target, List<TaskReport> reports, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(target, reports, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SerializationException || reports.Exists(report => !CanBeWritten(report)))
        {
            foreach (var report in reports)
                await QueueOneAsync(target, report, cancellation).ConfigureAwait(false);
        }
    }

    private async Task QueueOneAsync(string target, TaskReport report, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(target, [report], cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SerializationException || !CanBeWritten(report))
        {
            Unwritable(report.TaskId, report.Kind, e);
            await SendAsync(target, [WithoutContent(report, e)], cancellation).ConfigureAwait(false);
        }
    }

    private Task SendAsync(string target, IReadOnlyList<TaskReport> reports, CancellationToken cancellation) =>
        sender.DeliverAsync(new Uri("exchange:" + names.TaskReports), new TaskReports { TargetId = target, Reports = reports }, cancellation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} reports of {TargetId} could not be committed here; the queue takes them")]
    private partial void NotCommitted(string targetId, int count, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} reports of {TargetId} could not be queued; they are tried again in {Pause}")]
    private partial void NotQueued(string targetId, int count, TimeSpan pause, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "What was to be said of {TaskId} ({Kind}) cannot be written: it is told without its content")]
    private partial void Unwritable(string taskId, string kind, Exception exception);
}
