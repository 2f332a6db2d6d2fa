using System.Threading.Channels;

namespace Swarm.Messaging.Scheduling;

/// <summary>Ends a pause early. Set while nobody waits, it ends the next one; set often, it counts once.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => set.Writer.TryWrite(true);

    /// <summary>Returns when it was set, the time is over, or cancelled; it is not set afterwards.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        using var pause = new CancellationTokenSource(TimeLimits.ForTimer(atMost), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(pause.Token, cancellation);
        Task reading = set.Reader.ReadAsync(either.Token).AsTask();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
