namespace Swarm.Messaging.Cli.Bench;

/// <summary>The most memory of this process that was resident, looked at every 20 ms until disposed.</summary>
internal sealed class PeakMemory : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly ManualResetEventSlim stop = new();
    private readonly Thread thread;
    private long peak = Environment.WorkingSet;

    public PeakMemory()
    {
        thread = new Thread(Look) { IsBackground = true, Name = "peak-memory" };
        thread.Start();
    }

    /// <summary>Bytes.</summary>
    public long Peak => Interlocked.Read(ref peak);

    public void Dispose()
    {
        stop.Set();
        thread.Join();
        stop.Dispose();
    }

    private void Look()
    {
        while (!stop.Wait(Interval))
            Interlocked.Exchange(ref peak, Math.Max(Peak, Environment.WorkingSet));
    }
}
