using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>
/// Reports leave together: whatever came in while the last message was on its way goes as the next one, in order. What could not leave is kept
/// and tried again until it has.
/// </summary>
internal sealed partial class AgentReports(IAgentLink link, SwarmAgentOptions options, TimeProvider time, ILogger<AgentReports> log)
{
    private const int MaxItems = 500;
    private const int MaxBytes = 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Channel<TaskReport> waiting = Channel.CreateUnbounded<TaskReport>(new() { SingleReader = true });
    private long unsent;

    public void Send(TaskReport report)
    {
        Interlocked.Increment(ref unsent);
        waiting.Writer.TryWrite(report with { At = time.GetUtcNow() });
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (await waiting.Reader.WaitToReadAsync(cancellation).ConfigureAwait(false))
        {
            var message = Take();
            while (!await TrySendAsync(message, cancellation).ConfigureAwait(false))
                await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
            Interlocked.Add(ref unsent, -message.Reports.Count);
        }
    }

    /// <summary>Waits until everything said so far has left.</summary>
    public async Task DrainedAsync(CancellationToken cancellation)
    {
        while (Interlocked.Read(ref unsent) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellation).ConfigureAwait(false);
    }

    private async Task<bool> TrySendAsync(TaskReports message, CancellationToken cancellation)
    {
        try
        {
            await link.ReportAsync(message, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (SwarmClientException e) when (!e.Transient)
        {
            // They would be refused again; the leases run out.
            Refused(message.Reports.Count, e.Message);
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            NotSent(message.Reports.Count, e.Message);
            return false;
        }
    }

    private TaskReports Take()
    {
        var reports = new List<TaskReport>();
        for (var bytes = 0; reports.Count < MaxItems && bytes < MaxBytes && waiting.Reader.TryRead(out var report);)
        {
            reports.Add(report);
            bytes += report.Result is { } result ? System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(result).Length : 200;
        }

        return new TaskReports { TargetId = options.AgentId, Reports = reports };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} reports could not be sent; they are kept and tried again: {Error}")]
    private partial void NotSent(int count, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} reports were refused: {Error}")]
    private partial void Refused(int count, string error);
}
