namespace Swarm.Messaging.Tasks;

/// <summary>How the last 100 tasks ended.</summary>
internal sealed class RecentEnds
{
    public const int Kept = 100;

    private readonly Lock gate = new();
    private readonly Queue<bool> ends = new(Kept);
    private int failures;

    public void Add(bool failed)
    {
        lock (gate)
        {
            if (ends.Count == Kept && ends.Dequeue())
                failures--;
            ends.Enqueue(failed);
            if (failed)
                failures++;
        }
    }

    public (int Ends, int Failures) Look()
    {
        lock (gate)
            return (ends.Count, failures);
    }
}
