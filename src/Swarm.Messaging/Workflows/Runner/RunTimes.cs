using HdrHistogram;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>How long things took since the host started, to three digits, and how many ended within the last minute.</summary>
internal sealed class RunTimes(TimeProvider time)
{
    private const int MostRecent = 100_000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly LongHistogram histogram = new((long)Longest.TotalMicroseconds, 3);
    private readonly Queue<(long At, TimeSpan Took)> recent = new();
    private readonly long begun = time.GetTimestamp();

    public void Add(TimeSpan took)
    {
        var micros = Math.Clamp((long)took.TotalMicroseconds, 0, (long)Longest.TotalMicroseconds);
        lock (gate)
        {
            histogram.RecordValue(micros);
            recent.Enqueue((time.GetTimestamp(), took));
            Forget();
        }
    }

    public RunTimesReport Report()
    {
        lock (gate)
        {
            Forget();
            var window = Math.Min(Minute.TotalSeconds, time.GetElapsedTime(begun).TotalSeconds);
            return histogram.TotalCount == 0
                ? new(0, 0, 0, 0, 0, 0, 0, 0)
                : new(
                    histogram.TotalCount, Ms(histogram.GetMean()), Ms(histogram.GetValueAtPercentile(50)), Ms(histogram.GetValueAtPercentile(95)),
                    Ms(histogram.GetValueAtPercentile(99)), Ms(histogram.GetMaxValue()), window <= 0 ? 0 : Math.Round(recent.Count / window, 2),
                    recent.Count == 0 ? 0 : Math.Round(recent.Max(r => r.Took.TotalMilliseconds), 3));
        }
    }

    private void Forget()
    {
        while (recent.TryPeek(out var oldest) && (recent.Count > MostRecent || time.GetElapsedTime(oldest.At) > Minute))
            recent.Dequeue();
    }

    private static double Ms(double micros) => Math.Round(micros / 1_000, 3);
}

/// <param name="PerSecond">Within the last minute, or since the start when that is shorter.</param>
/// <param name="SlowestOfMinuteMs">The longest that ended within the last minute; 0 when none did.</param>
internal sealed record RunTimesReport(
    long Count, double AverageMs, double P50Ms, double P95Ms, double P99Ms, double MaxMs, double PerSecond, double SlowestOfMinuteMs);
