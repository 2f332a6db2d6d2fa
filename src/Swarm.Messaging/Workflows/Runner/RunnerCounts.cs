using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>How often what happened, for whoever reads metrics: <c>swarm.runner.events</c> by type.</summary>
internal sealed class RunnerCounts : IDisposable
{
    private readonly ConcurrentDictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly Meter meter;
    private readonly Counter<long> events;

    public RunnerCounts(IMeterFactory? factory = null)
    {
        meter = factory?.Create(Metrics.HostMeter.Name) ?? new Meter(Metrics.HostMeter.Name);
        events = meter.CreateCounter<long>("swarm.runner.events", description: "What happened to the workers and tasks of workflow nodes on this host, by type.");
    }

    public long Of(string type) => counts.GetValueOrDefault(type);

    public IReadOnlyDictionary<string, long> All => counts.OrderBy(c => c.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    public void Add(string type)
    {
        counts.AddOrUpdate(type, 1, (_, count) => count + 1);
        events.Add(1, new KeyValuePair<string, object?>("type", type));
    }

    public void Dispose() => meter.Dispose();
}
