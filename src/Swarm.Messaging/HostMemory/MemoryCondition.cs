using Microsoft.Extensions.Options;
using Swarm.Messaging.Alerts;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.HostMemory;

/// <summary>When a host's memory is worth an alert.</summary>
internal sealed class MemoryCondition(MemoryStatus status, HostIdentity host, IOptionsMonitor<MemoryOptions> options) : IConditionSource
{
    public Condition Look()
    {
        var (report, set) = (status.Read(), options.CurrentValue);
        var limit = report.TakesWork ? set.WarningMb : set.CriticalMb;
        var high = report.HeapMb > set.WarningMb || !report.TakesWork;
        return new(
            AlertNames.HostMemory, report.TakesWork ? "warning" : "critical", host.HostId, report.HeapMb, limit, high, !high,
            report.TakesWork
                ? "swarm memory shows the course and the collections. Above Memory:CriticalMb the host takes no new work."
                : "This host takes no new work until its heap is below Memory:WarningMb. swarm memory shows its course; add memory and raise Memory:CriticalMb, or add hosts.");
    }
}
