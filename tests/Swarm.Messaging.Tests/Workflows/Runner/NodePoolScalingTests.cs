using Swarm.Messaging.Workflows.Runner;

namespace Swarm.Messaging.Tests.Workflows.Runner;

public sealed class NodePoolScalingTests
{
    [Theory]
    [InlineData(9, 2, false, 0)]
    [InlineData(10, 2, false, 1)]
    [InlineData(19, 2, false, 1)]
    [InlineData(20, 2, false, 2)]
    [InlineData(1_000, 2, false, 14)]
    [InlineData(1_000, 16, false, 0)]
    [InlineData(0, 16, false, 0)]
    [InlineData(0, 16, true, -1)]
    [InlineData(9, 16, true, -1)]
    [InlineData(10, 16, true, 0)]
    [InlineData(0, 2, true, 0)]
    [InlineData(0, 1, true, 1)]
    public void Of_WhatWaits_OneForEveryTen_AndOneLessWhenOneIsIdle(long depth, int size, bool anyIdle, int change) =>
        NodePoolScaling.Of(new RunnerOptions(), depth, size, anyIdle).ShouldBe(change);

    [Fact]
    public void Of_WithAMostOfOne_GrowsOneAtACheck() =>
        NodePoolScaling.Of(new RunnerOptions { ScaleUpMost = 1 }, 1_000, 2, false).ShouldBe(1);

    [Theory]
    [InlineData(1_000, 2, 0)]
    [InlineData(0, 16, 0)]
    [InlineData(0, 1, 1)]
    public void Of_WithoutAutoScaling_KeepsTheLeast(long depth, int size, int change) =>
        NodePoolScaling.Of(new RunnerOptions { EnableAutoScaling = false }, depth, size, true).ShouldBe(change);

    [Theory]
    [InlineData(4, 0, 100, "healthy")]
    [InlineData(4, 1, 100, "degraded")]
    [InlineData(4, 2, 100, "degraded")]
    [InlineData(4, 3, 100, "unhealthy")]
    [InlineData(4, 0, 401, "degraded")]
    [InlineData(4, 0, 801, "unhealthy")]
    public void Health_OfWorkersAndHeap(int workers, int unhealthy, double heapMb, string health) =>
        NodePoolHealth.Of(workers, unhealthy, heapMb, 400, 800).ShouldBe(health);
}
