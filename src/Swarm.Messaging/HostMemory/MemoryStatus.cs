using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Status;

namespace Swarm.Messaging.HostMemory;

/// <summary>Area <c>memory</c>: this host's.</summary>
internal sealed class MemoryStatus(MemoryTally tally, HostPressure pressure, IOptionsMonitor<MemoryOptions> options) : IStatusSource
{
    public string Area => "memory";

    public Task<object> ReportAsync(CancellationToken cancellation) => Task.FromResult<object>(Read());

    public MemoryReport Read() => tally.Report(options.CurrentValue, !pressure.IsFull);
}
