using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Tests.Wasm.Pool;

public sealed class InstanceScoreTests
{
    [Fact]
    public void Of_AverageRateLoadMatchAndUse_AddsUp() =>
        InstanceScore.Of(1000, 1.0, 0.2, specialized: true, TimeSpan.FromMinutes(1)).ShouldBe(50 + 40 + 30 + 16 + 25 + 10);

    [Fact]
    public void Of_NewInstance_HasNoPartOfAnAverage() => InstanceScore.Of(null, 1.0, 0, specialized: false, null).ShouldBe(50 + 30 + 20);

    [Theory]
    [InlineData(5_000, 0)]
    [InlineData(9_000, 0)]
    [InlineData(0, 50)]
    public void Of_Average_NeverCountsBelowZero(double averageMs, double part) =>
        InstanceScore.Of(averageMs, 1.0, 0, specialized: false, null).ShouldBe(100 + part);

    [Fact]
    public void Of_UsedFiveMinutesAgo_IsNotRecent() =>
        InstanceScore.Of(null, 1.0, 0, specialized: false, TimeSpan.FromMinutes(5)).ShouldBe(100);
}
