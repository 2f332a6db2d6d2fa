namespace Swarm.Messaging.Workers.Pool;

/// <summary>
/// How many tasks a worker has waiting in its host, not begun. A slot that is filled only when it is free stands idle for the way of a task
/// through saga and placement, some ten milliseconds: nothing to a task of a second, nearly everything to one of a tenth of a millisecond.
/// So tiny tasks are fetched ahead, for as much work as <see cref="Cover"/>: whoever comes later with a better rank waits so long at most.
/// </summary>
internal sealed class WorkAhead
{
    public static readonly TimeSpan Cover = TimeSpan.FromMilliseconds(100);

    /// <summary>Without an end for so long, busy workers have no tiny tasks: what waits is given back.</summary>
    public static readonly TimeSpan Stalled = TimeSpan.FromMilliseconds(500);

    /// <summary>Of what is fetched ahead, one part in so many is begun in placement's eyes and waits in the pool: asking placement takes its time, too.</summary>
    public const int BegunPart = 8;

    private const int LeastEnds = 50;
    private const double Newest = 0.1;

    private long ends;
    private double averageMs;
    private TimeSpan lastEnd;

    public void Ended(TimeSpan duration, TimeSpan now)
    {
        averageMs = ends++ == 0 ? duration.TotalMilliseconds : averageMs + ((duration.TotalMilliseconds - averageMs) * Newest);
        lastEnd = now;
    }

    /// <returns>A power of two, so that it changes seldom, or 0.</returns>
    public int PerWorker(int most, bool isFree, TimeSpan now)
    {
        if (ends < LeastEnds || (!isFree && now - lastEnd > Stalled))
            return 0;
        var covered = averageMs * most <= Cover.TotalMilliseconds ? most : (int)(Cover.TotalMilliseconds / averageMs);
        return covered == 0 ? 0 : 1 << int.Log2(covered);
    }
}
