namespace Swarm.Messaging.Workers.Children;

/// <summary>Lets so many lines a second pass, and knows how many it kept back. Not thread-safe.</summary>
internal sealed class LineLimiter(int perSecond, TimeProvider time)
{
    private long begun = time.GetTimestamp();
    private int passed;
    private long kept;

    public static string Said(long missing) => $"... {missing} lines were left out, more came than Workers:LogLinesPerSecond";

    public bool HasMissing => kept > 0;

    /// <summary>Lines kept back and not told yet; they are now.</summary>
    public long TakeMissing()
    {
        var missing = kept;
        kept = 0;
        return missing;
    }

    /// <param name="missing">Lines kept back before this one, told once.</param>
    public bool Passes(out long missing)
    {
        missing = 0;
        if (time.GetElapsedTime(begun) >= TimeSpan.FromSeconds(1))
        {
            begun = time.GetTimestamp();
            passed = 0;
            (missing, kept) = (kept, 0);
        }

        if (passed >= perSecond)
        {
            kept++;
            return false;
        }

        passed++;
        return true;
    }
}
