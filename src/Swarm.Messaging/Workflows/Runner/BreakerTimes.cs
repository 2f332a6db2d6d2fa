namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Since when each circuit breaker has not been closed: one that tries now and then and opens again has been open all the time.</summary>
internal sealed class BreakerTimes(TimeProvider time)
{
    private readonly Dictionary<string, long> since = new(StringComparer.Ordinal);

    public IReadOnlyList<(string Key, TimeSpan Open)> Observe(IEnumerable<string> notClosed)
    {
        var open = notClosed.ToHashSet(StringComparer.Ordinal);
        foreach (var closed in since.Keys.Where(key => !open.Contains(key)).ToList())
            since.Remove(closed);
        foreach (var key in open)
            since.TryAdd(key, time.GetTimestamp());
        return [.. since.Select(s => (s.Key, time.GetElapsedTime(s.Value)))];
    }
}
