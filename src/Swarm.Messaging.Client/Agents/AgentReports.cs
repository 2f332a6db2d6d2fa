using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>
/// Reports leave together: whatever came in while the last message was on its way goes as the next one, in order. An end goes at once; a start
/// or progress waits a moment for it, so that a short task says both in one message and its saga commits once. What could not leave is kept and
/// tried again until it has.
/// </summary>
internal sealed partial class AgentReports(IAgentLink link, SwarmAgentOptions options, TimeProvider time, ILogger<AgentReports> log)
{
    private const int MaxItems = 500;
    private const int MaxBytes = 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(15);

    private readonly Channel<Said> waiting = Channel.CreateUnbounded<Said>(new() { SingleReader = true });
    private readonly List<Said> taken = [];
    private long unsent;

    public void Send(TaskReport report)
    {
        Interlocked.Increment(ref unsent);
        waiting.Writer.TryWrite(new(report with { At = time.GetUtcNow() }, time.GetTimestamp()));
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await MoreAsync(cancellation).ConfigureAwait(false);
            var due = Due();
            if (due.Count == 0)
                continue;
            await SendAsync([.. due.Select(said => said.Report)], cancellation).ConfigureAwait(false);
            var sent = due.ToHashSet(ReferenceEqualityComparer.Instance);
            taken.RemoveAll(sent.Contains);
            Interlocked.Add(ref unsent, -due.Count);
        }
    }

    /// <summary>Waits until everything said so far has left.</summary>
    public async Task DrainedAsync(CancellationToken cancellation)
    {
        while (Interlocked.Read(ref unsent) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellation).ConfigureAwait(false);
    }

    /// <summary>Until they are in safe hands. Of what is refused half goes at a time, so that one that is wrong costs itself alone: it would be refused again, and its lease runs out.</summary>
    private async Task SendAsync(IReadOnlyList<TaskReport> reports, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await link.ReportAsync(new TaskReports { TargetId = options.AgentId, Reports = reports }, cancellation).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (IsRefusal(e) && reports.Count == 1)
            {
                Refused(reports[0].TaskId, reports[0].Kind, e.Message);
                return;
            }
            catch (Exception e) when (IsRefusal(e))
            {
                break;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                NotSent(reports.Count, e.Message);
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }

        await SendAsync([.. reports.Take(reports.Count / 2)], cancellation).ConfigureAwait(false);
        await SendAsync([.. reports.Skip(reports.Count / 2)], cancellation).ConfigureAwait(false);
    }

    /// <summary>By the system, or because it is nothing that could be written down.</summary>
    private static bool IsRefusal(Exception e) => e is SwarmClientException { Transient: false } or JsonException or ArgumentException or NotSupportedException;

    /// <summary>Returns when there is something new, or when what waits for company has waited long enough.</summary>
    private async Task MoreAsync(CancellationToken cancellation)
    {
        if (taken.Count == 0)
            await waiting.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false);
        else if (Company - time.GetElapsedTime(taken[0].At) is { Ticks: > 0 } rest)
        {
            using var company = new CancellationTokenSource(rest, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(company.Token, cancellation);
            Task more = waiting.Reader.WaitToReadAsync(either.Token).AsTask();
            await more.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
        }

        var bytes = 0;
        while (taken.Count < MaxItems && bytes < MaxBytes && waiting.Reader.TryRead(out var said))
        {
            taken.Add(said);
            bytes += said.Report.Result is { } result ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(result).Length : 200;
        }
    }

    /// <summary>Ends, what was said of the same attempts before, and whatever has waited long enough; in the order in which it was said.</summary>
    private List<Said> Due()
    {
        var ended = taken.Where(said => !MayWait(said.Report)).Select(said => said.Report.LeaseToken).ToHashSet(StringComparer.Ordinal);
        return taken.FindAll(said => taken.Count >= MaxItems || ended.Contains(said.Report.LeaseToken) || time.GetElapsedTime(said.At) >= Company);
    }

    private static bool MayWait(TaskReport report) => report.Kind is ReportKinds.Started or ReportKinds.Progressed;

    private sealed record Said(TaskReport Report, long At);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} reports could not be sent; they are kept and tried again: {Error}")]
    private partial void NotSent(int count, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The report {Kind} of {TaskId} was refused, and its lease runs out: {Error}")]
    private partial void Refused(string taskId, string kind, string error);
}
