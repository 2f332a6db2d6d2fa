using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Execution;

/// <summary>
/// Renews the leases this host holds, every 5 s, from a thread and a store connection of its own: neither a busy thread pool nor a busy
/// connection may make a live host look dead.
/// </summary>
internal sealed partial class LeaseKeeper(
    LeaseKeeperStore store,
    LocalTargets targets,
    HeldAttempts held,
    PlacementNewsQueue news,
    IOptions<PlacementOptions> options,
    TimeProvider time,
    ILogger<LeaseKeeper> log) : IDisposable
{
    private readonly ManualResetEventSlim stopped = new();
    private Thread? thread;
    private long lastGood = time.GetTimestamp();

    public TimeSpan SinceProgress => thread is null ? TimeSpan.Zero : time.GetElapsedTime(Interlocked.Read(ref lastGood));

    public void Start()
    {
        if (targets.All.Count == 0)
            return;
        thread = new Thread(Run) { IsBackground = true, Name = "lease-keeper", Priority = ThreadPriority.AboveNormal };
        thread.Start();
    }

    public void Stop() => Ended();

    public void Dispose()
    {
        // A thread that a store out of reach still holds looks at it once more.
        if (Ended())
            stopped.Dispose();
    }

    /// <summary>One heartbeat of every target of this host.</summary>
    public void RunOnce()
    {
        var tokens = held.Tokens();
        foreach (var target in targets.All)
        {
            var id = target.Definition.TargetId;
            var renewal = store.Placement.RenewAsync(id, [.. tokens[id]], CancellationToken.None).GetAwaiter().GetResult();
            if (!renewal.Known)
                news.Add(store.Placement.RegisterTargetAsync(target.Definition, CancellationToken.None).GetAwaiter().GetResult());
            foreach (var token in renewal.Gone)
                held.Revoke(token);
            news.Add(renewal.News);
        }

        Interlocked.Exchange(ref lastGood, time.GetTimestamp());
    }

    private bool Ended()
    {
        stopped.Set();
        return thread?.Join(TimeSpan.FromSeconds(5)) ?? true;
    }

    private void Run()
    {
        while (!stopped.Wait(options.Value.Heartbeat))
        {
            try
            {
                RunOnce();
            }
            catch (Exception e)
            {
                RenewFailed(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Leases could not be renewed; they expire 15 s after their last renewal")]
    private partial void RenewFailed(Exception exception);
}

/// <summary>Placement over the lease keeper's own connection.</summary>
internal sealed record LeaseKeeperStore(IPlacementStore Placement);
