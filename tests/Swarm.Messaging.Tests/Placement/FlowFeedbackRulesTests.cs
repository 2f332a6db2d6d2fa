using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Tests.Placement;

public sealed class FlowFeedbackRulesTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    [Fact]
    public void Of_Headers_AreTakenOver() => FlowFeedbackRules.Of(
        new RateLimitFeedback { Key = "location:x", Limit = 100, IntervalMs = 10_000, Remaining = 7, DailyLimit = 200_000, DailyRemaining = 5, RetryAfterMs = 1500 }, "acme", Longest)
        .ShouldBe(new FlowFeedback("location:x", 100, TimeSpan.FromSeconds(10), 7, 200_000, 5, TimeSpan.FromSeconds(1.5)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData(":x")]
    [InlineData("location:*")]
    [InlineData("a:b|c")]
    [InlineData("a:b\n")]
    public void Of_NoKeyOfUse_IsTheClients(string? key) =>
        FlowFeedbackRules.Of(new RateLimitFeedback { Key = key, RetryAfterMs = 1 }, "acme", Longest)!.Key.ShouldBe("client:acme");

    [Fact]
    public void Of_NumbersWithoutSense_AreAsIfNotSaid()
    {
        FlowFeedbackRules.Of(null, "a", Longest).ShouldBeNull();
        FlowFeedbackRules.Of(new RateLimitFeedback(), "a", Longest).ShouldBeNull();
        FlowFeedbackRules.Of(new RateLimitFeedback { Limit = 100, Remaining = 3 }, "a", Longest).ShouldBeNull("no interval");
        FlowFeedbackRules.Of(new RateLimitFeedback { Limit = 0, IntervalMs = 10, DailyLimit = -1, RetryAfterMs = -5 }, "a", Longest).ShouldBeNull();
        FlowFeedbackRules.Of(new RateLimitFeedback { Limit = 10, IntervalMs = long.MaxValue, Remaining = 99, RetryAfterMs = long.MaxValue }, "a", Longest)
            .ShouldBe(new FlowFeedback("client:a", 10, TimeSpan.FromDays(31), 10, null, null, Longest));
    }

    [Theory]
    [InlineData(3, 3, "asked for a rest of 3 d")]
    [InlineData(30, 7, "asked for a rest of 30 d, and no more than 7 d are kept (Placement:LongestRest)")]
    public void RetryAfter_BeyondADay_IsKeptUpToTheBoundAndSaysSo(int asked, int kept, string text)
    {
        var rest = FlowFeedbackRules.RetryAfter(new RateLimitFeedback { RetryAfterMs = (long)TimeSpan.FromDays(asked).TotalMilliseconds }, Longest).ShouldNotBeNull();

        (rest.Kept, rest.Asked).ShouldBe((TimeSpan.FromDays(kept), TimeSpan.FromDays(asked)));
        rest.ToString().ShouldEndWith(text);
    }
}
