namespace Swarm.Messaging.Wasm;

/// <summary>When the pool grows and shrinks, and which instance goes. Pure.</summary>
internal static class PoolScaling
{
    /// <summary>Used slots / all slots of the instances that serve; 0 when there is none.</summary>
    public static double Utilization(IEnumerable<PoolInstance> instances)
    {
        var (used, all) = (0, 0);
        foreach (var instance in instances)
        {
            if (!instance.Serves)
                continue;
            used += instance.Held.Count;
            all += instance.Slots;
        }

        return all == 0 ? 0 : (double)used / all;
    }

    /// <param name="size">With those being created.</param>
    public static bool Grows(double utilization, int size, bool cooled, WasmPoolOptions options) =>
        cooled && size < options.Max && utilization > options.ScaleUpAbove;

    public static bool Shrinks(double utilization, int size, bool cooled, WasmPoolOptions options) =>
        cooled && size > options.Min && utilization < options.ScaleDownBelow;

    /// <summary>The one to give up: idle for long enough, never an essential one, the least recently used first. An instance that was never used counts from its creation.</summary>
    public static PoolInstance? Victim(IEnumerable<PoolInstance> instances, DateTimeOffset now, TimeSpan idleLimit) =>
        Removable(instances).Where(i => now - IdleSince(i) > idleLimit).MinBy(IdleSince);

    /// <summary>For a lower maximum: all that could go, in the order they do; idle ones first.</summary>
    public static IEnumerable<PoolInstance> Surplus(IEnumerable<PoolInstance> instances) =>
        instances.Where(i => !i.Essential && !i.Draining && i.Status != InstanceStatus.Failed).OrderBy(i => i.Held.Count > 0).ThenBy(IdleSince);

    private static IEnumerable<PoolInstance> Removable(IEnumerable<PoolInstance> instances) =>
        instances.Where(i => i.IsOffered && !i.Essential && i.Held.Count == 0);

    private static DateTimeOffset IdleSince(PoolInstance instance) => instance.LastUsed ?? instance.CreatedAt;
}
