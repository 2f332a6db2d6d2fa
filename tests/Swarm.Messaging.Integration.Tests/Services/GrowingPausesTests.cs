using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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

    [Theory]
    [InlineData(1, 200)]
    [InlineData(3, 600)]
    [InlineData(4, 700)]
    public void Step_and_limit_are_settings(long tries, int pause) =>
        new GrowingPauses(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(700)).Pause(tries).ShouldBe(pause);

    [Theory]
    [InlineData("00:00:00", "00:00:02", "ReconnectStep")]
    [InlineData("00:00:03", "00:00:02", "ReconnectStep")]
    [InlineData("00:00:01", "00:02:00", "ReconnectLimit")]
    public void Those_that_cannot_hold_are_refused(string step, string limit, string named)
    {
        var services = new ServiceCollection();
        services.AddOptions<RedisStoreOptions>().Configure(o => (o.ReconnectStep, o.ReconnectLimit) = (TimeSpan.Parse(step, CultureInfo.InvariantCulture), TimeSpan.Parse(limit, CultureInfo.InvariantCulture))).ValidateDataAnnotations();
        using var provider = services.BuildServiceProvider();

        Should.Throw<OptionsValidationException>(() => provider.GetRequiredService<IOptions<RedisStoreOptions>>().Value).Message.ShouldContain($"Redis:{named}");
    }
}
