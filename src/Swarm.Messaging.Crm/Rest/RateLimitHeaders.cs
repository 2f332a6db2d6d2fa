using System.Net;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Crm.Rest;

/// <summary>What an answer says of the budget, in any of the usual header names.</summary>
internal static class RateLimitHeaders
{
    /// <summary>A reset beyond this is a moment in Unix seconds; below, seconds from now.</summary>
    private const long Moment = 1_000_000_000;

    /// <returns>Null when it says nothing.</returns>
    public static RateLimitFeedback? Read(HttpResponseMessage response, string? key, DateTimeOffset now)
    {
        long? Number(params string[] names)
        {
            foreach (var name in names)
            {
                if (response.Headers.TryGetValues(name, out var values) && long.TryParse(values.First(), out var value) && value >= 0)
                    return value;
            }

            return null;
        }

        var reset = Number("X-RateLimit-Reset", "RateLimit-Reset");
        var feedback = new RateLimitFeedback
        {
            Limit = Small(Number("X-RateLimit-Limit", "X-RateLimit-Max", "RateLimit-Limit")),
            Remaining = Small(Number("X-RateLimit-Remaining", "RateLimit-Remaining")),
            IntervalMs = Number("X-RateLimit-Interval-Milliseconds"),
            ResetMs = reset is not { } at ? null : at > Moment ? Math.Max(0, (at - now.ToUnixTimeSeconds()) * 1000) : at * 1000,
            DailyLimit = Small(Number("X-RateLimit-Limit-Daily")),
            DailyRemaining = Small(Number("X-RateLimit-Daily-Remaining")),
            RetryAfterMs = RetryAfter(response, now),
        };
        return feedback == new RateLimitFeedback() ? null : feedback with { Key = key };
    }

    /// <summary>A refusal without a time is one all the same.</summary>
    private static long? RetryAfter(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => (long)wait.TotalMilliseconds,
        { Date: { } date } => Math.Max(0, (long)(date - now).TotalMilliseconds),
        _ => response.StatusCode == HttpStatusCode.TooManyRequests ? 1000 : null,
    };

    private static int? Small(long? value) => value is { } number ? (int)Math.Min(number, int.MaxValue) : null;
}
