using System.Collections.Concurrent;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Execution;

/// <summary>
/// Every lease this host holds, by token. A token stays listed, and so renewed, until it is released: a report that waits in a queue
/// must not lose its lease.
/// </summary>
internal sealed class HeldAttempts(TimeProvider time)
{
    /// <summary>After this long unreleased, a report must have been lost; the lease may expire.</summary>
    private static readonly TimeSpan ReportLost = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, HeldAttempt> byToken = new(StringComparer.Ordinal);
    private readonly Revocations revoked = new(time);

    public int Count => byToken.Count;

    /// <returns>Null when the token is held already, as the same attempt came twice, or was taken back before the attempt came.</returns>
    public HeldAttempt? TryHold(string targetId, ExecuteTask task)
    {
        var attempt = new HeldAttempt(targetId, task);
        // Held before it is looked up, as Revoke remembers before it takes away: of the two one sees the other.
        if (!byToken.TryAdd(task.LeaseToken, attempt))
        {
            attempt.Dispose();
            return null;
        }

        if (!revoked.Contains(task.LeaseToken))
            return attempt;
        byToken.TryRemove(task.LeaseToken, out _);
        return null;
    }

    /// <summary>What to renew, by target.</summary>
    public ILookup<string, string> Tokens()
    {
        foreach (var (token, attempt) in byToken)
        {
            if (attempt.ReportedAt != 0 && time.GetElapsedTime(attempt.ReportedAt) > ReportLost)
                byToken.TryRemove(token, out _);
        }

        return byToken.Values.ToLookup(a => a.TargetId, a => a.Token, StringComparer.Ordinal);
    }

    /// <summary>The lease is gone: stop the work if it still runs, and do not begin it if it is yet to come.</summary>
    public void Revoke(string token)
    {
        revoked.Add(token);
        if (byToken.TryRemove(token, out var attempt))
            attempt.Revoke();
    }

    /// <summary>The saga gave the slot back after the report: nothing is left to renew.</summary>
    public void Released(string token)
    {
        if (byToken.TryGetValue(token, out var attempt) && attempt.ReportedAt != 0)
            byToken.TryRemove(token, out _);
    }

    public IReadOnlyList<HeldAttempt> All() => [.. byToken.Values];
}
