namespace Swarm.Messaging.Client.Agents;

/// <summary>When a trouble that lasts is told of: at once, and then each minute until it is over.</summary>
internal sealed class Reminder(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private long? told;

    /// <summary>It is there (still).</summary>
    /// <returns>Whether to tell of it.</returns>
    public bool IsDue()
    {
        lock (gate)
        {
            if (told is { } at && time.GetElapsedTime(at) < Pause)
                return false;
            told = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>It is over: the next is told of at once.</summary>
    public void Over()
    {
        lock (gate)
            told = null;
    }
}
