using System.Runtime.InteropServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Execution;

/// <summary>
/// Reports leave together: whatever came in while earlier ones were on their way goes next, one message for each target. An end goes at once;
/// a start or progress waits a moment for it, so that a short task says both in one message and its saga commits once. Words of one attempt never overtake each other.
/// </summary>
internal sealed class ReportSender(ReportDelivery delivery, TimeProvider time, ILogger<ReportSender> log)
    : PeriodicService(TimeSpan.FromMilliseconds(200), time, log)
{
    private const int MaxItems = 1_000;
    private const int MaxBytes = 256 * 1024;

    /// <summary>Rounds on their way at a time: few, so that more goes together when there is much to say.</summary>
    private const int MaxUnderWay = 4;

    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(15);

    private readonly SemaphoreSlim underWay = new(MaxUnderWay);
    private readonly Channel<SaidReport> reports = Channel.CreateUnbounded<SaidReport>(new() { SingleReader = true });
    private readonly TimeProvider time = time;
    private readonly List<SaidReport> unsent = [];
    private readonly ReportOrder order = new();
    private long waiting;

    /// <summary>A host without work has nothing to say, for hours: that is no standstill.</summary>
    public override TimeSpan SinceProgress => Interlocked.Read(ref waiting) == 0 ? TimeSpan.Zero : base.SinceProgress;

    public override void Dispose()
    {
        base.Dispose();
        underWay.Dispose();
    }

    public void Send(string targetId, TaskReport report)
    {
        if (Interlocked.Increment(ref waiting) == 1)
            Progressed();
        reports.Writer.TryWrite(new(targetId, report, time.GetTimestamp()));
    }

    /// <summary>Waits until few rounds are on their way and there is something to say; returns when what may go has set out.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        await underWay.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _ = DeliverAsync(order.Leaving(await NextAsync(cancellation).ConfigureAwait(false)), cancellation);
        }
        catch
        {
            underWay.Release();
            throw;
        }
    }

    /// <summary>Waits until everything said so far has arrived.</summary>
    public async Task DrainedAsync(CancellationToken cancellation)
    {
        while (Interlocked.Read(ref waiting) > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellation).ConfigureAwait(false);
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RunOnceAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    private static bool MayWait(TaskReport report) => report.Kind is ReportKinds.Started or ReportKinds.Progressed;

    private async Task DeliverAsync(List<SaidReport> due, CancellationToken cancellation)
    {
        try
        {
            for (; due.Count > 0; due = order.Following(due))
            {
                foreach (var target in Messages(due).SelectMany(some => some.GroupBy(said => said.TargetId, StringComparer.Ordinal)))
                {
                    await delivery.DeliverAsync(target.Key, [.. target.Select(said => said.Report)], cancellation).ConfigureAwait(false);
                    Interlocked.Add(ref waiting, -target.Count());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host has stopped, and what was not told is not known to be: its leases run out.
        }
        finally
        {
            underWay.Release();
        }
    }

    /// <summary>Those that waited for others may be more than what fits into one.</summary>
    private static IEnumerable<List<SaidReport>> Messages(List<SaidReport> due)
    {
        var (some, bytes) = (new List<SaidReport>(), 0);
        foreach (var said in due)
        {
            some.Add(said);
            bytes += Size(said);
            if (some.Count < MaxItems && bytes < MaxBytes)
                continue;
            yield return some;
            (some, bytes) = ([], 0);
        }

        if (some.Count > 0)
            yield return some;
    }

    private static int Size(SaidReport said) => said.Report.Result is { } result ? JsonMarshal.GetRawUtf8Value(result).Length : 200;

    private async Task<List<SaidReport>> NextAsync(CancellationToken cancellation)
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

        var leaving = due.ToHashSet(ReferenceEqualityComparer.Instance);
        unsent.RemoveAll(leaving.Contains);
        return due;
    }

    /// <summary>Ends, what was said of the same attempts before, and whatever has waited long enough; in the order in which it was said.</summary>
    private List<SaidReport> Due()
    {
        if (unsent.Count >= MaxItems)
            return [.. unsent];
        var ended = unsent.Where(said => !MayWait(said.Report)).Select(said => said.Report.LeaseToken).ToHashSet(StringComparer.Ordinal);
        return unsent.FindAll(said => ended.Contains(said.Report.LeaseToken) || time.GetElapsedTime(said.At) >= Company);
    }

    private void Take()
    {
        var bytes = 0;
        while (unsent.Count < MaxItems && bytes < MaxBytes && reports.Reader.TryRead(out var said))
        {
            unsent.Add(said);
            bytes += Size(said);
        }
    }
}
