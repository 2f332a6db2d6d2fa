using System.Diagnostics.Metrics;

namespace Swarm.Messaging.Metrics;

/// <summary>What this host counts. Names are for Prometheus: <c>swarm.tasks.accepted</c> is scraped as <c>swarm_tasks_accepted_total</c>.</summary>
internal sealed class HostMeter : IDisposable
{
    public const string Name = "Swarm.Messaging";

    private readonly Meter meter;

    /// <param name="factory">Of the generic host; a container without one gets a meter of its own.</param>
    public HostMeter(IMeterFactory? factory = null)
    {
        meter = factory?.Create(Name) ?? new Meter(Name);
        Accepted = meter.CreateCounter<long>("swarm.tasks.accepted", description: "Tasks whose first commit this host made.");
        Ended = meter.CreateCounter<long>("swarm.tasks.ended", description: "Tasks whose end this host committed, by state.");
        Commit = meter.CreateHistogram("swarm.commit.duration", "s", "Commit scripts, there and back.", advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
        });
        OutboxResent = meter.CreateCounter<long>("swarm.outbox.resent", description: "Commits whose emissions were sent again.");
        TimersFired = meter.CreateCounter<long>("swarm.timers.fired", description: "Durable timers this host claimed.");
    }

    public Counter<long> Accepted { get; }

    public Counter<long> Ended { get; }

    public Histogram<double> Commit { get; }

    public Counter<long> OutboxResent { get; }

    public Counter<long> TimersFired { get; }

    /// <summary>A value that is looked up when somebody reads it.</summary>
    public void Observe(string name, string description, Func<IEnumerable<Measurement<long>>> look) =>
        meter.CreateObservableGauge(name, look, description: description);

    public void Dispose() => meter.Dispose();
}
