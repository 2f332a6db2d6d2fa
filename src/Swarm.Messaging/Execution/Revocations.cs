using System.Collections.Concurrent;

namespace Swarm.Messaging.Execution;

/// <summary>
/// Leases that were taken back not long ago. A revocation may be quicker than the attempt that it revokes, and the attempt must not
/// begin when it comes. A token is never given twice, so what is remembered too long does no harm; what is forgotten too early placement
/// refuses to start.
/// </summary>
internal sealed class Revocations(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, long> byToken = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Token, long At)> order = [];

    public void Add(string token)
    {
        var now = time.GetTimestamp();
        if (byToken.TryAdd(token, now))
            order.Enqueue((token, now));
        while (order.TryPeek(out var oldest) && (order.Count > Most || time.GetElapsedTime(oldest.At, now) > Remembered)
            && order.TryDequeue(out oldest))
            byToken.TryRemove(oldest.Token, out _);
    }

    public bool Contains(string token) => byToken.ContainsKey(token);
}
