using Swarm.Messaging.Placement;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>On a server of its own: after each step all keys are read.</summary>
public sealed class FlowRandomTests(PlacementRedis redis, ITestOutputHelper output) : IClassFixture<PlacementRedis>
{
    [Theory]
    [InlineData(1, 600, PlacementStrategies.SessionAware)]
    [InlineData(2, 600, PlacementStrategies.SessionAware)]
    [InlineData(3, 600, PlacementStrategies.LeastLoaded)]
    [InlineData(4, 600, PlacementStrategies.RoundRobin)]
    public async Task No_session_is_shared_or_overfull_no_limit_overrun_and_no_slot_leaks(int seed, int steps, string strategy)
    {
        var bench = new PlacementBench(redis, o => (o.Strategies["ghl"], o.Fairness["ghl"], o.MaxSessions, o.KindLimits["ghl"]) = (strategy, true, 6, seed == 3 ? 6 : 0));
        var walk = new FlowWalk(bench, seed);
        await walk.RunAsync(steps);
        output.WriteLine(string.Join(", ", walk.Seen.OrderBy(s => s.Key).Select(s => $"{s.Key} {s.Value}")));
        walk.Seen.ShouldContainKey("stopped");
        await walk.EndAsync();
    }
}
