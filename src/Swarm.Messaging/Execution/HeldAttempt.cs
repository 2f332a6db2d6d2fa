using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Execution;

/// <summary>An attempt this host holds the lease of: queued, running, or reported and not yet released.</summary>
internal sealed class HeldAttempt(string targetId, ExecuteTask task) : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private int state;

    public string TargetId => targetId;

    public ExecuteTask Task => task;

    public string Token => task.LeaseToken;

    /// <summary>Fires when the lease is gone or the host stops: the work ends and nothing is reported.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Monotonic timestamp of the final report; 0 before.</summary>
    public long ReportedAt { get; private set; }

    /// <summary>Its execution has begun, and may have had effects; before, it can be given back as if it had never been here.</summary>
    public bool HasBegun { get; private set; }

    public void Begin() => HasBegun = true;

    /// <summary>True once: whoever gets it says how the attempt ended.</summary>
    public bool TryEnd(long now)
    {
        if (Interlocked.Exchange(ref state, 1) != 0)
            return false;
        ReportedAt = now;
        return true;
    }

    public void Revoke() => stop.Cancel();

    public void Dispose() => stop.Dispose();
}
