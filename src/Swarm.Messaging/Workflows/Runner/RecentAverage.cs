namespace Swarm.Messaging.Workflows.Runner;

/// <summary>The average of the last 1,000 values. Not for several threads at a time.</summary>
internal sealed class RecentAverage
{
    public const int Kept = 1_000;

    private readonly Queue<double> values = new();
    private double sum;

    public int Count => values.Count;

    /// <summary>0 while there is none.</summary>
    public double Value => values.Count == 0 ? 0 : Math.Max(0, sum) / values.Count;

    public void Add(double value)
    {
        if (values.Count == Kept)
            sum -= values.Dequeue();
        values.Enqueue(value);
        sum += value;
    }
}
