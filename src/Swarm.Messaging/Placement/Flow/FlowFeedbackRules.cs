using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Placement.Flow;

/// <summary>What targets report of a service's limits, made safe: a number that makes no sense is as if it were not said.</summary>
public static class FlowFeedbackRules
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(31);

    /// <summary>What is told of a longer rest is this.</summary>
    private static readonly TimeSpan LongestSaid = TimeSpan.FromDays(3650);

    /// <summary>Null when nothing of use was said.</summary>
    /// <param name="client">Whose attempt it was: its key holds when none is named.</param>
    /// <param name="longestRest">See <see cref="PlacementOptions.LongestRest"/>.</param>
    public static FlowFeedback? Of(RateLimitFeedback? said, string client, TimeSpan longestRest)
    {
        if (said is null)
            return null;
        var key = IsKey(said.Key) ? said.Key! : $"client:{client}";
        var interval = Time(said.IntervalMs, LongestInterval);
        var limit = interval is null ? null : Count(said.Limit, 1);
        var daily = Count(said.DailyLimit, 1);
        var feedback = new FlowFeedback(
            key, limit, limit is null ? null : interval,
            limit is { } most ? Left(said.Remaining, most) : null, daily, daily is { } aDay ? Left(said.DailyRemaining, aDay) : null,
            RetryAfter(said, longestRest)?.Kept);
        return feedback is { Limit: null, DailyLimit: null, RetryAfter: null } ? null : feedback;
    }

    /// <returns>Null when no rest was asked for.</returns>
    public static AskedRest? RetryAfter(RateLimitFeedback? said, TimeSpan longestRest) =>
        Time(said?.RetryAfterMs, longestRest) is { } kept ? new AskedRest(kept, Time(said?.RetryAfterMs, LongestSaid)!.Value) : null;

    private static bool IsKey(string? key) =>
        key is { Length: <= 256 } && key.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && colon < key.Length - 1
        && !key.Contains('|', StringComparison.Ordinal) && !key.EndsWith(":*", StringComparison.Ordinal) && !key.Any(char.IsControl);

    private static int? Count(int? said, int least) => said >= least && said <= 10_000_000 ? said : null;

    private static int? Left(int? said, int most) => said is >= 0 ? Math.Min(said.Value, most) : null;

    private static TimeSpan? Time(long? ms, TimeSpan longest) =>
        ms is >= 1 ? TimeSpan.FromMilliseconds(Math.Min(ms.Value, longest.TotalMilliseconds)) : null;
}
