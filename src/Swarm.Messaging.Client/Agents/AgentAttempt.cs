using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>An attempt this agent holds the lease of: waiting, running, or reported and not yet known to be acted on.</summary>
internal sealed class AgentAttempt(ExecuteTask task) : IDisposable
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Ended = 2;

    private readonly CancellationTokenSource stop = new();
    private int state;
    private long reportedAt;
    private long heldAt;

    public ExecuteTask Task => task;

    public string Token => task.LeaseToken;

    /// <summary>Fires when the lease is gone or the agent stops: the work ends and nothing is reported.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Monotonic timestamp of the last report; 0 before.</summary>
    public long ReportedAt => Interlocked.Read(ref reportedAt);

    /// <summary>Monotonic timestamp from which the system has held the lease for it, at least: when it was last asked for, and granted. 0: never.</summary>
    public long HeldAt
    {
        get => Interlocked.Read(ref heldAt);
        set => Interlocked.Exchange(ref heldAt, value);
    }

    /// <summary>Once it has ended: whether its execution had begun, and may have had effects.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>False: it has ended before, and must not begin any more.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref state, Begun, Waiting) == Waiting;

    /// <summary>True once: whoever gets it says how the attempt ended.</summary>
    public bool TryEnd(long now)
    {
        var before = Interlocked.Exchange(ref state, Ended);
        if (before == Ended)
            return false;
        HasBegun = before == Begun;
        Interlocked.Exchange(ref reportedAt, now);
        return true;
    }

    public void Revoke() => stop.Cancel();

    public TaskReport Report(string kind) => new() { TaskId = task.TaskId, LeaseToken = Token, Attempt = task.Attempt, Kind = kind };

    public void Dispose() => stop.Dispose();
}
