namespace Swarm.Messaging.Cli.Api;

/// <summary>Sentences for people about a wait: the first at once, another not before a while has gone by, however many wait for the same.</summary>
internal sealed class SparseRemarks(Action<string> tell, TimeProvider time)
{
    public static TimeSpan Between { get; } = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private long? told;

    public void Tell(string what)
    {
        lock (gate)
        {
            if (told is { } last && time.GetElapsedTime(last) < Between)
                return;
            told = time.GetTimestamp();
        }

        tell(what);
    }
}
