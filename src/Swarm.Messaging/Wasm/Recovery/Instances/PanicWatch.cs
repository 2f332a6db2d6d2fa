using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Wasm.Recovery.Instances;

/// <summary>Counts the panics of this host's instances: too many within the window, in a row or not, say that the instance is bad.</summary>
internal sealed class PanicWatch(IOptionsMonitor<RecoveryOptions> options, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<long>> panics = new(StringComparer.Ordinal);

    /// <summary>Notes one panic.</summary>
    /// <returns>True when it was one too many; the count of the instance begins anew.</returns>
    public bool Panicked(string instanceId)
    {
        var (threshold, window) = (options.CurrentValue.PanicThreshold, options.CurrentValue.PanicWindow);
        var now = time.GetTimestamp();
        lock (gate)
        {
            // Instances come and go: those without a recent panic are forgotten.
            foreach (var (id, old) in panics)
            {
                while (old.TryPeek(out var first) && time.GetElapsedTime(first, now) > window)
                    old.Dequeue();
                if (old.Count == 0)
                    panics.Remove(id);
            }

            if (!panics.TryGetValue(instanceId, out var recent))
                panics[instanceId] = recent = new Queue<long>();
            recent.Enqueue(now);
            if (recent.Count < threshold)
                return false;
            panics.Remove(instanceId);
            return true;
        }
    }
}
