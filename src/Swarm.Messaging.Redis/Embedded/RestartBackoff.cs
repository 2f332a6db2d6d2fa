namespace Swarm.Messaging.Redis.Embedded;

/// <summary>Doubles from the first delay to the longest; a server that ran as long as the longest starts over.</summary>
internal sealed class RestartBackoff(TimeSpan first, TimeSpan longest)
{
    private TimeSpan? _next;

    public TimeSpan Next(TimeSpan ran)
    {
        var delay = ran >= longest ? first : _next ?? first;
        _next = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, longest.Ticks));
        return delay;
    }
}
