using Swarm.Messaging.Alerts;
using Swarm.Messaging.Coordination;

namespace Swarm.Messaging.Tests.Coordination;

public sealed class CoordinatorConditionsTests
{
    [Theory]
    [InlineData(20, 0.81, true)]
    [InlineData(20, 0.80, false)]
    [InlineData(19, 1.00, false)]
    public void OfPool_AtMax_NeedsTheGreatestSizeAndUsedSlots(int size, double utilization, bool begins)
    {
        var condition = CoordinatorConditions.OfPool(new PoolLevel("h", size, 20, utilization, null)).Single(c => c.Name == AlertNames.PoolAtMax);

        (condition.Begins, condition.Ends, condition.Subject).ShouldBe((begins, !begins, "h"));
    }

    [Theory]
    [InlineData("no memory", true)]
    [InlineData(null, false)]
    public void OfPool_AScalingThatFailed_IsTheAlertUntilOneSucceeds(string? failure, bool begins)
    {
        var condition = CoordinatorConditions.OfPool(new PoolLevel("h", 3, 20, 0.9, failure)).Single(c => c.Name == AlertNames.ScalingFailed);

        (condition.Begins, condition.Ends).ShouldBe((begins, !begins));
        condition.Hint.Contains("no memory", StringComparison.Ordinal).ShouldBe(begins);
    }
}
