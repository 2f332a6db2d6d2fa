using System.Collections.Concurrent;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Client.Agents;

/// <summary>
/// Every lease this agent holds, by token. One stays listed, and so renewed, until a heartbeat says that it is gone: a report that waits in a
/// queue must not lose its lease.
/// </summary>
internal sealed class AgentAttempts(TimeProvider time)
{
    /// <summary>After this long a report must have been lost; the lease may expire.</summary>
    private static readonly TimeSpan ReportLost = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, AgentAttempt> byToken = new(StringComparer.Ordinal);

    /// <summary>How long a lease lasts from its renewal, as the system says; 15 s until it has.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Monotonic.</summary>
    public long Now => time.GetTimestamp();

    public IReadOnlyCollection<AgentAttempt> All => [.. byToken.Values];

    public int Unfinished => byToken.Values.Count(a => a.ReportedAt == 0);

    /// <returns>Null when the token is held already: the same attempt came twice.</returns>
    public AgentAttempt? TryHold(ExecuteTask task)
    {
        var attempt = new AgentAttempt(task);
        if (byToken.TryAdd(task.LeaseToken, attempt))
            return attempt;
        attempt.Dispose();
        return null;
    }

    /// <summary>What to renew.</summary>
    public IReadOnlyList<string> Tokens()
    {
        foreach (var (token, attempt) in byToken)
        {
            if (attempt.ReportedAt is var at && at != 0 && time.GetElapsedTime(at) > ReportLost)
                byToken.TryRemove(token, out _);
        }

        return [.. byToken.Keys];
    }

    /// <summary>The system has renewed these.</summary>
    /// <param name="asked">Before it was asked: later than that no lease can have begun.</param>
    public void Renewed(IEnumerable<string> tokens, long asked)
    {
        foreach (var token in tokens)
        {
            if (byToken.TryGetValue(token, out var attempt))
                attempt.HeldAt = asked;
        }
    }

    /// <summary>False: its lease is gone, or may be, since nothing was heard of the system for so long.</summary>
    public bool Holds(AgentAttempt attempt) => !attempt.Stop.IsCancellationRequested && attempt.HeldAt is var at && at != 0 && time.GetElapsedTime(at) < Lease;

    /// <summary>The lease is gone: stop the work if it still runs.</summary>
    public void Revoke(string token)
    {
        if (byToken.TryRemove(token, out var attempt))
            attempt.Revoke();
    }
}
