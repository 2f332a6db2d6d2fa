using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Integration.Tests.Services;

public sealed class GrowingPausesTests
{
    [Theory]
    [InlineData(1, 50)]
    [InlineData(10, 500)]
    [InlineData(40, 2_000)]
    [InlineData(1_000_000_000_000, 2_000)]
    public void A_try_to_reconnect_waits_longer_than_the_one_before_and_never_longer_than_two_seconds(long tries, int pause)
    {
        var policy = new GrowingPauses();

        policy.ShouldRetry(tries, pause - 1).ShouldBeFalse();
        policy.ShouldRetry(tries, pause).ShouldBeTrue();
    }
}
