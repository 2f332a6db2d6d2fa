using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Swarm.Messaging.Scheduling;

/// <summary>A thin loop round one run. A run that throws is logged and the loop goes on; the time of the last good run shows progress.</summary>
internal abstract partial class PeriodicService(TimeSpan interval, TimeProvider time, ILogger log) : BackgroundService
{
    private long lastGood = time.GetTimestamp();

    /// <summary>How long ago a run last ended well: the readiness probe looks at it.</summary>
    public virtual TimeSpan SinceProgress => time.GetElapsedTime(Interlocked.Read(ref lastGood));

    /// <summary>Asked for before each pause: it may be a setting that changes.</summary>
    public virtual TimeSpan Interval => interval;

    protected TimeProvider Time => time;

    /// <summary>For services whose run begins with a wait: the time until there is something to do is no standstill.</summary>
    protected void Progressed() => Interlocked.Exchange(ref lastGood, time.GetTimestamp());

    /// <returns>True when there is more to do at once.</returns>
    protected abstract Task<bool> RunAsync(CancellationToken cancellation);

    /// <summary>Waits for the next run; a subclass may be woken earlier.</summary>
    protected virtual Task PauseAsync(CancellationToken cancellation) => Task.Delay(TimeLimits.ForTimer(Interval), time, cancellation);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var more = await RunAsync(stoppingToken).ConfigureAwait(false);
                Progressed();
                if (!more)
                    await PauseAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                RunFailed(log, GetType().Name, Interval, e);
                await Task.Delay(TimeLimits.ForTimer(Interval), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Service} failed and tries again in {Interval}")]
    private static partial void RunFailed(ILogger logger, string service, TimeSpan interval, Exception exception);
}
