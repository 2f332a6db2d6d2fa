using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.HostMemory;

/// <summary>When a host's memory is worth an alert: it is high, and it is so high that new work is not taken.</summary>
internal sealed class MemoryCondition(MemoryStatus status, HostIdentity host, IOptionsMonitor<MemoryOptions> options) : IConditionSource
{
    public IEnumerable<Condition> Look()
    {
        var (report, set) = (status.Read(), options.CurrentValue);
        yield return Of(
            AlertNames.HostMemory, "warning", report.HeapMb, set.WarningMb, report.HeapMb > set.WarningMb,
            "swarm memory shows the course and the collections. Above Memory:CriticalMb the host takes no new work.");
        yield return Of(
            AlertNames.HostFull, "critical", report.HeapMb, set.CriticalMb, !report.TakesWork,
            "This host takes no new work until its heap is below Memory:WarningMb. swarm memory shows its course; add memory and raise Memory:CriticalMb, or add hosts.");
    }

    private Condition Of(string name, string severity, double heapMb, int limit, bool on, string hint) => new(name, severity, host.HostId, heapMb, limit, on, !on, hint);
}
