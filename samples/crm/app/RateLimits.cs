namespace Swarm.Messaging.Samples.Crm;

/// <summary>Requests per interval and per day of each location, and what the headers say of them.</summary>
internal sealed class RateLimits(CrmSettings settings, TimeProvider time)
{
    private readonly Dictionary<string, (Window Short, Window Day)> locations = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    /// <returns>False: over the limit; the headers say for how long.</returns>
    public bool Take(string location, HttpResponse response)
    {
        var limits = settings.Limits;
        lock (gate)
        {
            if (!locations.TryGetValue(location, out var windows))
                locations[location] = windows = (new Window(limits.Interval), new Window(TimeSpan.FromDays(1)));
            var now = time.GetUtcNow();
            var (used, day) = (windows.Short.At(now), windows.Day.At(now));
            var allowed = used < limits.Requests && day < limits.Daily;
            if (allowed)
                (used, day) = (++windows.Short.Used, ++windows.Day.Used);
            var reset = windows.Short.Ends - now;
            Say(response, "Limit", limits.Requests);
            Say(response, "Remaining", limits.Requests - used);
            Say(response, "Reset", (long)Math.Ceiling(reset.TotalSeconds));
            Say(response, "Interval-Milliseconds", (long)limits.Interval.TotalMilliseconds);
            Say(response, "Limit-Daily", limits.Daily);
            Say(response, "Daily-Remaining", limits.Daily - day);
            if (!allowed)
                response.Headers.RetryAfter = $"{(long)Math.Ceiling((day >= limits.Daily ? windows.Day.Ends - now : reset).TotalSeconds)}";
            return allowed;
        }
    }

    private static void Say(HttpResponse response, string name, long value) => response.Headers[$"X-RateLimit-{name}"] = $"{value}";

    private sealed class Window(TimeSpan length)
    {
        public int Used { get; set; }

        public DateTimeOffset Ends { get; private set; }

        public int At(DateTimeOffset now)
        {
            if (now >= Ends)
                (Used, Ends) = (0, now + length);
            return Used;
        }
    }
}
