using System.Net;
using System.Net.Sockets;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Crm.Rest;

namespace Swarm.Messaging.Crm.Tests.Rest;

/// <summary>What the service says of its budget reaches whoever paces the tasks.</summary>
public sealed class RestLimitTests
{
    [Fact]
    public async Task Every_answer_says_what_is_left_and_a_refusal_how_long_to_wait()
    {
        await using var world = await CrmWorld.StartAsync(isBrowser: false, settings: s => s.Limits = new() { Requests = 3, Interval = TimeSpan.FromHours(1), Daily = 1000 });
        var input = new { contactId = world.NewContact(), tag = "a" };

        foreach (var left in new[] { 2, 1, 0 })
        {
            var limit = (await world.RunAsync("tag_add", input)).ShouldBeOfType<AgentResult.Succeeded>().RateLimit.ShouldNotBeNull();
            (limit.Key, limit.Limit, limit.Remaining, limit.IntervalMs, limit.DailyLimit, limit.DailyRemaining, limit.RetryAfterMs)
                .ShouldBe(("location:acme", 3, left, 3_600_000, 1000, 997 + left, null));
            limit.ResetMs!.Value.ShouldBeInRange(1, 3_600_000);
        }

        var refused = await world.RunAsync("tag_add", input, key: "late");
        refused.ShouldFail("rate_limited").Retryable.ShouldBeTrue();
        refused.RateLimit!.Remaining.ShouldBe(0);
        refused.RateLimit.RetryAfterMs!.Value.ShouldBeInRange(1, 3_600_000);
        (await world.RunAsync("tag_add", new { contactId = world.NewContact("birch"), tag = "b" }, "birch")).RateLimit!.Remaining.ShouldBe(2, "another location, another budget");
    }

    [Theory]
    [InlineData("X-RateLimit-Reset", "1767225660", 60_000)]
    [InlineData("X-RateLimit-Reset", "7", 7_000)]
    [InlineData("Retry-After", "3", 3_000)]
    [InlineData("Retry-After", "Thu, 01 Jan 2026 00:00:09 GMT", 9_000)]
    public void Seconds_and_moments_are_told_apart(string name, string value, long expected)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation(name, value);

        var read = RateLimitHeaders.Read(response, "k", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), (_, _) => { }).ShouldNotBeNull();

        (name == "Retry-After" ? read.RetryAfterMs : read.ResetMs).ShouldBe(expected);
    }

    [Fact]
    public void A_service_that_says_nothing_is_not_quoted()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.OK);

        RateLimitHeaders.Read(response, "k", DateTimeOffset.UnixEpoch, (_, _) => { }).ShouldBeNull();
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_leaves_no_doubt()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        await using var world = await CrmWorld.StartAsync(isBrowser: false, o => o.BaseAddress = new Uri($"http://127.0.0.1:{port}"));

        (await world.RunAsync("conversation_send", new { contactId = "1", body = "x" }, key: "k")).ShouldFail("unreachable").Retryable.ShouldBeTrue();
        (await world.RunAsync("conversation_send", new { contactId = "1", body = "x" }, key: "k", attempt: 2)).ShouldFail("unreachable");
    }
}
