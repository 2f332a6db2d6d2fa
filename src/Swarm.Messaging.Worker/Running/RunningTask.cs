using Swarm.Messaging.Worker.Wire;

namespace Swarm.Messaging.Worker.Running;

/// <summary>The task in hand. Its end is said once.</summary>
internal sealed class RunningTask(string id, string leaseToken, Outbox outbox) : IProgress<WorkerProgress>, IDisposable
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource cancel = new();
    private readonly long begun = TimeProvider.System.GetTimestamp();
    private long reported;

    public string Id => id;

    public string LeaseToken => leaseToken;

    public CancellationToken Cancellation => cancel.Token;

    public double DurationMs => Math.Round(TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds, 3);

    /// <summary>Callbacks of the handler run elsewhere: one that blocks must not stop the reading of messages.</summary>
    public void Cancel() => _ = cancel.CancelAsync();

    public void Report(WorkerProgress value)
    {
        var last = Interlocked.Read(ref reported);
        if (last != 0 && TimeProvider.System.GetElapsedTime(last) < Gap)
            return;
        Interlocked.Exchange(ref reported, TimeProvider.System.GetTimestamp());
        outbox.Send(WireTypes.TaskProgress, (this, value), static (json, p) =>
        {
            json.WriteString(WireFields.TaskId, p.Item1.Id);
            json.WriteString(WireFields.LeaseToken, p.Item1.LeaseToken);
            if (p.value.Fraction is { } fraction && double.IsFinite(fraction))
                json.WriteNumber("fraction", Math.Clamp(fraction, 0, 1));
            if (p.value.Text is { } text)
                json.WriteString("text", text.Length > 200 ? text[..200] : text);
        });
    }

    public void Dispose() => cancel.Dispose();
}
