using Microsoft.Extensions.Logging;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Execution;

/// <summary>The running targets of this host.</summary>
internal sealed class LocalTargets(
    LocalTargetDefinitions definitions,
    IPlacementStore placement,
    HeldAttempts held,
    ReportSender reports,
    HostPressure pressure,
    TimeProvider time,
    ILogger<LocalTarget> log) : IDisposable
{
    private readonly Dictionary<string, LocalTarget> byId = definitions.All
        .Select(d => new LocalTarget(d.Target, d.Executor, placement, held, reports, pressure, time, log))
        .ToDictionary(t => t.Definition.TargetId, StringComparer.Ordinal);

    public IReadOnlyCollection<LocalTarget> All => byId.Values;

    public LocalTarget? Find(string targetId) => byId.GetValueOrDefault(targetId);

    public void Dispose()
    {
        foreach (var target in byId.Values)
            target.Dispose();
    }
}
