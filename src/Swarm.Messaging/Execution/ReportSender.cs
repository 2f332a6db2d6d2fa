using System.Runtime.Serialization;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Execution;

/// <summary>
/// Reports leave together: whatever came in while the last message was on its way goes as the next one, one for each target. An end goes at once;
/// a start or progress waits a moment for it, so that a short task says both in one message and its saga commits once.
/// </summary>
internal sealed partial class ReportSender(IEnvelopeSender sender, BusNames names, TimeProvider time, ILogger<ReportSender> log)
    : PeriodicService(TimeSpan.FromMilliseconds(200), time, log)
{
    private const int MaxItems = 1_000;
    private const int MaxBytes = 256 * 1024;

    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(15);

    private readonly Channel<Said> reports = Channel.CreateUnbounded<Said>(new() { SingleReader = true });
    private readonly TimeProvider time = time;
    private readonly List<Said> unsent = [];
    private long waiting;

    /// <summary>A host without work has nothing to say, for hours: that is no standstill.</summary>
    public override TimeSpan SinceProgress => Interlocked.Read(ref waiting) == 0 ? TimeSpan.Zero : base.SinceProgress;

    public void Send(string targetId, TaskReport report)
    {
        if (Interlocked.Increment(ref waiting) == 1)
            Progressed();
        reports.Writer.TryWrite(new(targetId, report, time.GetTimestamp()));
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Waits for reports and sends what may go as one message for each target. What could not be sent is kept for the next run.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        if (unsent.Count == 0)
            await reports.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false);
        Take();
        var due = Due();
        while (due.Count == 0)
        {
            var rest = Company - time.GetElapsedTime(unsent.Min(said => said.At));
            using var company = new CancellationTokenSource(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, time);
            Task more = reports.Reader.WaitToReadAsync(company.Token).AsTask();
            await more.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Take();
            due = Due();
        }

        foreach (var target in due.GroupBy(said => said.TargetId, StringComparer.Ordinal).ToList())
        {
            List<TaskReport> together = [.. target.Select(said => said.Report)];
            try
            {
                await DeliverAsync(target.Key, together, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SerializationException || together.Exists(report => !CanBeWritten(report)))
            {
                await SendOneByOneAsync(target.Key, together, cancellation).ConfigureAwait(false);
            }

            var sent = target.ToHashSet(ReferenceEqualityComparer.Instance);
            Interlocked.Add(ref waiting, -unsent.RemoveAll(sent.Contains));
        }
    }

    /// <summary>Waits until everything said so far has left.</summary>
    public async Task DrainedAsync(CancellationToken cancellation)
    {
        while (Interlocked.Read(ref waiting) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellation).ConfigureAwait(false);
    }

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

    /// <summary>Ends, what was said of the same attempts before, and whatever has waited long enough; in the order in which it was said.</summary>
    private List<Said> Due()
    {
        if (unsent.Count >= MaxItems)
            return [.. unsent];
        var ended = unsent.Where(said => !MayWait(said.Report)).Select(said => said.Report.LeaseToken).ToHashSet(StringComparer.Ordinal);
        return unsent.FindAll(said => ended.Contains(said.Report.LeaseToken) || time.GetElapsedTime(said.At) >= Company);
    }

    private static bool MayWait(TaskReport report) => report.Kind is ReportKinds.Started or ReportKinds.Progressed;

    private Task DeliverAsync(string target, IReadOnlyList<TaskReport> together, CancellationToken cancellation) =>
        sender.DeliverAsync(new Uri("exchange:" + names.TaskReports), new TaskReports { TargetId = target, Reports = together }, cancellation);

    /// <summary>One that cannot be written holds up no other, and its task ends all the same. A report that goes out twice is known by its token.</summary>
    private async Task SendOneByOneAsync(string target, List<TaskReport> together, CancellationToken cancellation)
    {
        foreach (var report in together)
        {
            try
            {
                await DeliverAsync(target, [report], cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SerializationException || !CanBeWritten(report))
            {
                Unwritable(log, report.TaskId, report.Kind, e);
                await DeliverAsync(target, [WithoutContent(report, e)], cancellation).ConfigureAwait(false);
            }
        }
    }

    private sealed record Said(string TargetId, TaskReport Report, long At);

    [LoggerMessage(Level = LogLevel.Error, Message = "What was to be said of {TaskId} ({Kind}) cannot be written: it is told without its content")]
    private static partial void Unwritable(ILogger logger, string taskId, string kind, Exception exception);

    private void Take()
    {
        var bytes = 0;
        while (unsent.Count < MaxItems && bytes < MaxBytes && reports.Reader.TryRead(out var said))
        {
            unsent.Add(said);
            bytes += said.Report.Result is { } result ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(result).Length : 200;
        }
    }
}
