using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Tests.Placement;

public sealed class FlowFeedbackRulesTests
{
    [Fact]
    public void Of_Headers_AreTakenOver() => FlowFeedbackRules.Of(
        new RateLimitFeedback { Key = "location:x", Limit = 100, IntervalMs = 10_000, Remaining = 7, DailyLimit = 200_000, DailyRemaining = 5, RetryAfterMs = 1500 }, "acme")
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
        FlowFeedbackRules.Of(new RateLimitFeedback { Key = key, RetryAfterMs = 1 }, "acme")!.Key.ShouldBe("client:acme");

    [Fact]
    public void Of_NumbersWithoutSense_AreAsIfNotSaid()
    {
        FlowFeedbackRules.Of(null, "a").ShouldBeNull();
        FlowFeedbackRules.Of(new RateLimitFeedback(), "a").ShouldBeNull();
        FlowFeedbackRules.Of(new RateLimitFeedback { Limit = 100, Remaining = 3 }, "a").ShouldBeNull("no interval");
        FlowFeedbackRules.Of(new RateLimitFeedback { Limit = 0, IntervalMs = 10, DailyLimit = -1, RetryAfterMs = -5 }, "a").ShouldBeNull();
        FlowFeedbackRules.Of(new RateLimitFeedback { Limit = 10, IntervalMs = long.MaxValue, Remaining = 99, RetryAfterMs = long.MaxValue }, "a")
            .ShouldBe(new FlowFeedback("client:a", 10, TimeSpan.FromDays(31), 10, null, null, TimeSpan.FromDays(1)));
    }
}
