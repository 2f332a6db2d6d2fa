using Swarm.Messaging.Placement;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>On a server of its own: after each step all keys are read.</summary>
public sealed class RandomTests(PlacementRedis redis, ITestOutputHelper output) : IClassFixture<PlacementRedis>
{
    [Theory]
    [InlineData(1, 2000, PlacementStrategies.LeastConnections)]
    [InlineData(2, 2000, PlacementStrategies.LeastConnections)]
    [InlineData(3, 2000, PlacementStrategies.WeightedRoundRobin)]
    [InlineData(5, 2000, PlacementStrategies.ResourceBased)]
    public Task Whatever_happens_slots_lanes_limits_and_counts_agree(int seed, int steps, string strategy) =>
        WalkAsync(redis, seed, steps, strategy, output);

    internal static async Task WalkAsync(PlacementRedis redis, int seed, int steps, string strategy, ITestOutputHelper output)
    {
        var bench = new PlacementBench(redis, o => (o.BacklogBound, o.MaxClasses, o.Strategies["code"], o.KindLimits["code"]) = (30, 6, strategy, 4));
        var walk = new RandomWalk(bench, seed);
        await walk.RunAsync(steps);
        output.WriteLine("steps with news: " + string.Join(", ", walk.Seen.OrderBy(s => s.Key).Select(s => $"{s.Key} {s.Value}")));
        walk.Seen.Keys.ShouldBeSubsetOf(
            ["AssertLease", "Park", "Register", "SetSlots", "Limit", "Release", "Remove", "Renew", "Return", "Sweep", "Unpark", "ConfirmGrant"]);
        foreach (var expected in new[] { "Park", "Register", "Release", "Return", "Sweep" })
            walk.Seen.ShouldContainKey(expected);
        await walk.EndAsync();
        await bench.ShouldBeEmptyAsync();
    }
}

/// <summary>On a cluster, a script that touched a key of another tag would be refused.</summary>
public sealed class ClusterTests(PlacementCluster redis, ITestOutputHelper output) : IClassFixture<PlacementCluster>
{
    [Fact]
    public async Task All_keys_lie_under_one_tag()
    {
        await RandomTests.WalkAsync(redis, 4, 500, PlacementStrategies.WeightedRoundRobin, output);
        foreach (var explained in new[] { "t1", "t2" })
            (await new PlacementBench(redis).ExplainAsync(explained)).Status.ShouldBe("none");
    }
}
