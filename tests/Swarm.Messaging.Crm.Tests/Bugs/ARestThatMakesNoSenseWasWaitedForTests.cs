using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Crm.Rest;
using Swarm.Messaging.Crm.Running;

namespace Swarm.Messaging.Crm.Tests.Bugs;

/// <summary>
/// A Retry-After of a moment where seconds belong stopped a client for 7 days; one that was over already was no rest at all, and numbers of the other headers that made no sense went unseen.
/// </summary>
public sealed class ARestThatMakesNoSenseWasWaitedForTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("-5")]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("1000000000")]
    [InlineData("99999999999999999999999999")]
    [InlineData("1e9")]
    [InlineData("Wed, 31 Dec 2025 23:59:50 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public void The_next_call_waits_for_the_default_and_the_value_is_told(string value)
    {
        var (read, told) = Read(HttpStatusCode.TooManyRequests, "Retry-After", value);

        read!.RetryAfterMs.ShouldBe(1000);
        told.ShouldHaveSingleItem().ShouldSatisfyAllConditions(t => t.ShouldStartWith("Retry-After"), t => t.ShouldContain($"\"{value}\""), t => t.ShouldContain("waits for 1 s"));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1.5", 1_500)]
    [InlineData(" 30 ", 30_000)]
    [InlineData("864000", 864_000_000)]
    public void What_can_be_read_is_kept(string value, long rest)
    {
        var (read, told) = Read(HttpStatusCode.TooManyRequests, "Retry-After", value);

        (read!.RetryAfterMs, told.Count).ShouldBe((rest, 0));
    }

    [Fact]
    public void A_date_is_by_the_clock_of_the_service()
    {
        using var response = Answer(HttpStatusCode.TooManyRequests, "Retry-After", "Wed, 31 Dec 2025 23:59:50 GMT");
        response.Headers.Date = Now.AddSeconds(-17);

        RateLimitHeaders.Read(response, "k", Now, (_, fault) => throw new InvalidOperationException(fault))!.RetryAfterMs.ShouldBe(7_000);
    }

    [Fact]
    public void An_answer_that_is_no_refusal_asks_for_nothing_by_it()
    {
        var (read, told) = Read(HttpStatusCode.OK, "Retry-After", "soon");

        (read, told.Count).ShouldBe((null, 1));
    }

    [Theory]
    [InlineData("X-RateLimit-Limit", "many")]
    [InlineData("X-RateLimit-Remaining", "-1")]
    [InlineData("X-RateLimit-Interval-Milliseconds", "10s")]
    [InlineData("X-RateLimit-Limit-Daily", "1e6")]
    [InlineData("X-RateLimit-Reset", "9223372036854775807")]
    [InlineData("X-RateLimit-Reset", "99999999999999999999")]
    [InlineData("X-RateLimit-Reset", "2678401")]
    public void A_number_that_makes_no_sense_is_told(string header, string value)
    {
        var (read, told) = Read(HttpStatusCode.OK, header, value);

        read.ShouldBeNull();
        told.ShouldHaveSingleItem().ShouldSatisfyAllConditions(t => t.ShouldStartWith(header), t => t.ShouldContain(value));
    }

    [Fact]
    public void The_window_behind_a_number_is_passed_over()
    {
        var (read, told) = Read(HttpStatusCode.OK, "RateLimit-Limit", "100, 100;w=60");

        (read!.Limit, told.Count).ShouldBe((100, 0));
    }

    [Fact]
    public void Of_each_header_is_warned_once_a_minute()
    {
        var (log, time) = (new Lines(), new FakeTimeProvider());
        var unreadable = new UnreadableHeaders(time, log);

        foreach (var value in new[] { "\"soon\" is no number", "\"later\" is no number" })
            unreadable.Tell("Retry-After", value, Secrets.None);
        unreadable.Tell("X-RateLimit-Limit", "\"many\" is no number", Secrets.None);
        log.Said.ShouldBe(["The service's Retry-After of \"soon\" is no number", "The service's X-RateLimit-Limit of \"many\" is no number"]);
        time.Advance(TimeSpan.FromMinutes(1));
        unreadable.Tell("Retry-After", "\"never\" is no number", Secrets.None);

        log.Said.Count.ShouldBe(3);
    }

    private static (RateLimitFeedback? Read, IReadOnlyList<string> Told) Read(HttpStatusCode status, string header, string value)
    {
        var told = new List<string>();
        using var response = Answer(status, header, value);
        return (RateLimitHeaders.Read(response, "k", Now, (name, fault) => told.Add($"{name}: {fault}")), told);
    }

    private static HttpResponseMessage Answer(HttpStatusCode status, string header, string value)
    {
        var response = new HttpResponseMessage(status);
        response.Headers.TryAddWithoutValidation(header, value);
        return response;
    }

    private sealed class Lines : ILogger
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));
    }
}
