namespace Swarm.Messaging.Workflows.Runner;

/// <summary>How often the last look-ups in the result cache were answered: judged anew whenever there have been enough.</summary>
internal sealed class HitRateWatch
{
    /// <summary>Fewer look-ups say nothing.</summary>
    public const int Least = 100;

    private long hits;
    private long misses;

    /// <summary>Null while there were too few.</summary>
    public double? Rate { get; private set; }

    /// <param name="allHits">Since the host started, as the other.</param>
    public void Observe(long allHits, long allMisses)
    {
        var (newHits, newMisses) = (allHits - hits, allMisses - misses);
        if (newHits + newMisses < Least)
            return;
        Rate = (double)newHits / (newHits + newMisses);
        (hits, misses) = (allHits, allMisses);
    }
}
