namespace Swarm.Messaging.Tasks;

/// <summary>How often something happened within the last ten minutes, up to 1,000 times.</summary>
internal sealed class RecentTimes(TimeProvider time)
{
    public const int Kept = 1_000;

    private readonly Lock gate = new();
    private readonly Queue<long> times = new();

    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(10);

    public int Count
    {
        get
        {
            lock (gate)
            {
                while (times.TryPeek(out var oldest) && time.GetElapsedTime(oldest) > Window)
                    times.Dequeue();
                return times.Count;
            }
        }
    }

    public void Add()
    {
        lock (gate)
        {
            if (times.Count == Kept)
                times.Dequeue();
            times.Enqueue(time.GetTimestamp());
        }
    }
}
