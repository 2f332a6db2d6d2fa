namespace Swarm.Messaging.Workers.Health;

/// <summary>The last 100 heartbeats of a worker.</summary>
internal sealed class HealthHistory
{
    public const int Kept = 100;

    private readonly Queue<HealthSample> samples = new(Kept);

    public IReadOnlyCollection<HealthSample> Samples => samples;

    public void Add(HealthSample sample)
    {
        if (samples.Count == Kept)
            samples.Dequeue();
        samples.Enqueue(sample);
    }

    public void Clear() => samples.Clear();
}
