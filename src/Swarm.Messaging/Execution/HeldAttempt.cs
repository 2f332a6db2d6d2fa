using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Execution;

/// <summary>An attempt this host holds the lease of: queued, running, or reported and not yet released.</summary>
internal sealed class HeldAttempt(string targetId, ExecuteTask task) : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int state;

    public string TargetId => targetId;

    public ExecuteTask Task => task;

    public string Token => task.LeaseToken;

    /// <summary>Fires when the lease is gone or the host stops: the work ends and nothing is reported, but for what stands (<see cref="IsCutOff"/>).</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Monotonic timestamp of the final report; 0 before.</summary>
    public long ReportedAt { get; private set; }

    /// <summary>Its execution has begun, and may have had effects; before, it can be given back as if it had never been here.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>When the host stops, its executor is listened to for a moment, as <see cref="IElasticExecutor.IsHeardAtStop"/> says.</summary>
    public bool IsHeard { get; private set; }

    /// <summary>The host stops and does not wait for it any longer; the lease is held still, so that what cannot be done again may be said.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Complete when its executor has returned, and was reported if there was anything to report.</summary>
    public Task Ended => ended.Task;

    public void Begin(bool isHeard) => (IsHeard, HasBegun) = (isHeard, true);

    /// <summary>True once: whoever gets it says how the attempt ended.</summary>
    public bool TryEnd(long now)
    {
        if (Interlocked.Exchange(ref state, 1) != 0)
            return false;
        ReportedAt = now;
        return true;
    }

    public void Revoke() => stop.Cancel();

    public void CutOff()
    {
        IsCutOff = true;
        Revoke();
    }

    public void End() => ended.TrySetResult();

    public void Dispose() => stop.Dispose();
}
