using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>An attempt this agent holds the lease of: waiting, running, or reported and not yet known to be acted on.</summary>
internal sealed class AgentAttempt(ExecuteTask task) : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private int ended;
    private long reportedAt;

    public ExecuteTask Task => task;

    public string Token => task.LeaseToken;

    /// <summary>Fires when the lease is gone or the agent stops: the work ends and nothing is reported.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Monotonic timestamp of the last report; 0 before.</summary>
    public long ReportedAt => Interlocked.Read(ref reportedAt);

    /// <summary>True once: whoever gets it says how the attempt ended.</summary>
    public bool TryEnd(long now)
    {
        if (Interlocked.Exchange(ref ended, 1) != 0)
            return false;
        Interlocked.Exchange(ref reportedAt, now);
        return true;
    }

    public void Revoke() => stop.Cancel();

    public TaskReport Report(string kind) => new() { TaskId = task.TaskId, LeaseToken = Token, Attempt = task.Attempt, Kind = kind };

    public void Dispose() => stop.Dispose();
}
