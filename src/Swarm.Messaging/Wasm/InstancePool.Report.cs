namespace Swarm.Messaging.Wasm;

/// <summary>What can be seen of the pool.</summary>
internal sealed partial class InstancePool
{
    /// <summary>Measures what the guests of each instance use, for the next report.</summary>
    public void Sample()
    {
        lock (gate)
        {
            foreach (var instance in instances)
                instance.Sample(time);
        }
    }

    public bool Has(string instanceId)
    {
        lock (gate)
            return Find(instanceId) is not null;
    }

    /// <summary>It was here and is gone.</summary>
    public bool Had(string instanceId)
    {
        lock (gate)
            return gone.Contains(instanceId);
    }

    /// <summary>Null: there is no such instance here, or it has not started.</summary>
    public IEngineInstance? EngineOf(string instanceId)
    {
        lock (gate)
            return Find(instanceId)?.Life?.Engine;
    }

    public PoolReport Report(string hostId)
    {
        lock (gate)
        {
            var serving = instances.Where(i => i.Serves).ToList();
            return new PoolReport(
                hostId, Size, options.Min, options.Max,
                Math.Round(PoolScaling.Utilization(instances), 2), serving.Sum(i => i.Held.Count), serving.Sum(i => i.Slots),
                serving.Count, instances.Count(i => i.Status == InstanceStatus.Busy), queue.Count,
                created, destroyed, failedStarts,
                utilizations.Count == 0 ? 0 : Math.Round(utilizations.Sum / utilizations.Count, 2),
                scalings.LastOrDefault(), [.. scalings], [.. instances.Select(i => Report(i, hostId))]);
        }
    }

    private InstanceReport Report(PoolInstance instance, string hostId)
    {
        var usage = instance.Life?.Engine.Usage ?? default;
        return new InstanceReport(
            instance.Id, "wasm", hostId, null, instance.Slots,
            instance.Draining ? "draining" : instance.Status.ToString().ToLowerInvariant(), instance.Healthy,
            instance.Held.Count, instance.Slots, [.. instance.Specializations],
            new InstancePerformance(
                instance.AverageMs is { } average ? Math.Round(average, 3) : null, Math.Round(instance.SuccessRate, 4), instance.TotalTasks, instance.FailedTasks),
            instance.Essential, new InstanceMemory(usage.AllocatedMb, Math.Round(usage.UsedMb, 2)),
            new InstanceCpu(Math.Round(instance.ProcessorUsage, 3), Math.Round(usage.Processor.TotalMilliseconds, 1)),
            instance.Incarnations, instance.CreatedAt.ToUnixTimeMilliseconds(), instance.LastUsed?.ToUnixTimeMilliseconds());
    }
}
