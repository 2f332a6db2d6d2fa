using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Crm.Rest;

/// <summary>What an answer says of the budget, in any of the usual header names. What makes no sense is as if it were not said, and told.</summary>
internal static class RateLimitHeaders
{
    private const string Rest = "Retry-After";
    private const int ShownValue = 60;

    /// <summary>A reset beyond this is a moment in Unix seconds; below, seconds from now.</summary>
    private const long Moment = 1_000_000_000;

    /// <summary>What is further away is a slip of the service, such as a moment where seconds belong: nobody waits for that.</summary>
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(31);

    /// <summary>The rest of a refusal that names none, or none of use.</summary>
    private static readonly TimeSpan DefaultRest = TimeSpan.FromSeconds(1);

    /// <param name="unreadable">Gets the name of each header that makes no sense, and a sentence with its value.</param>
    /// <returns>Null when it says nothing.</returns>
    public static RateLimitFeedback? Read(HttpResponseMessage response, string? key, DateTimeOffset now, Action<string, string> unreadable)
    {
        var read = "";

        long? Number(params string[] names)
        {
            foreach (var name in names)
            {
                read = name;
                if (Text(response, name) is not { } text)
                    continue;
                // The draft of the standard has the window behind it: 100, 100;w=60.
                if (long.TryParse(text.Split(',', ';')[0], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value))
                    return value;
                unreadable(name, $"{Shown(text)} is no whole number from 0: it is as if it were not said");
            }

            return null;
        }

        var feedback = new RateLimitFeedback
        {
            Limit = Small(Number("X-RateLimit-Limit", "X-RateLimit-Max", "RateLimit-Limit")),
            Remaining = Small(Number("X-RateLimit-Remaining", "RateLimit-Remaining")),
            IntervalMs = Number("X-RateLimit-Interval-Milliseconds"),
            ResetMs = Reset(Number("X-RateLimit-Reset", "RateLimit-Reset"), now, fault => unreadable(read, fault)),
            DailyLimit = Small(Number("X-RateLimit-Limit-Daily")),
            DailyRemaining = Small(Number("X-RateLimit-Daily-Remaining")),
            RetryAfterMs = RetryAfter(response, now, unreadable),
        };
        return feedback == new RateLimitFeedback() ? null : feedback with { Key = key };
    }

    private static long? Reset(long? said, DateTimeOffset now, Action<string> unreadable)
    {
        if (said is not { } at)
            return null;
        var seconds = at > Moment ? Math.Max(0, at - now.ToUnixTimeSeconds()) : at;
        if (seconds <= Furthest.TotalSeconds)
            return seconds * 1000;
        unreadable($"{at} is more than {Furthest.TotalDays:0} days away: it is as if it were not said");
        return null;
    }

    /// <summary>A refusal without a time is one all the same.</summary>
    private static long? RetryAfter(HttpResponseMessage response, DateTimeOffset now, Action<string, string> unreadable)
    {
        long? fallback = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable ? (long)DefaultRest.TotalMilliseconds : null;
        if (Text(response, Rest) is not { } text)
            return response.StatusCode == HttpStatusCode.TooManyRequests ? fallback : null;
        var asked = TimeOf(text, response.Headers.Date ?? now);
        if (asked is { } rest && rest >= 0 && rest <= Furthest.TotalMilliseconds)
            return (long)rest;
        var fault = asked switch { null => "no number of seconds and no date", < 0 => "over already", _ => $"more than {Furthest.TotalDays:0} days" };
        unreadable(Rest, $"{Shown(text)} is {fault}: {(fallback is null ? "it is as if it were not said" : $"the next call waits for {DefaultRest.TotalSeconds:0} s")}");
        return fallback;
    }

    /// <param name="sent">When the service said it, by its own clock if it told: a date is by that one, too.</param>
    /// <returns>ms; null: it cannot be read.</returns>
    private static double? TimeOf(string text, DateTimeOffset sent)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var seconds))
            return seconds * 1000;
        return RetryConditionHeaderValue.TryParse(text, out var said) && said.Date is { } date ? (date - sent).TotalMilliseconds : null;
    }

    private static string? Text(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) && values.FirstOrDefault() is { } text ? text : null;

    private static string Shown(string text) => $"\"{(text.Length > ShownValue ? text[..ShownValue] + "..." : text)}\"";

    private static int? Small(long? value) => value is { } number ? (int)Math.Min(number, int.MaxValue) : null;
}
