using Swarm.Messaging.Integration.Tests.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>After many kills an explanation named fifty targets that were not heard of for minutes, and few of those that are there.</summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class TheDeadFilledTheExplanationOfAWaitTests(PlacementRedis redis)
{
    private const int Dead = 60;

    private readonly PlacementBench bench = new(redis);

    [Fact]
    public async Task Those_lost_long_ago_are_counted_and_not_named()
    {
        for (var n = 0; n < Dead; n++)
            await bench.RegisterAsync($"dead-{n}", 1);
        bench.Clock.Advance(TimeSpan.FromSeconds(50));
        await bench.RegisterAsync("lately", 1);
        bench.Clock.Advance(TimeSpan.FromSeconds(16));
        await bench.RegisterAsync("there", 1);

        var explained = await bench.Store.ExplainAsync(PlacementBench.Attempt("t"), PlacementBench.Analyze, default);

        explained.Candidates.Select(c => c.TargetId).ShouldBe(["there", "lately"]);
        explained.LongLost.ShouldBe(Dead);
    }

    [Fact]
    public async Task Where_nobody_else_is_one_of_them_is_named_with_what_became_of_it()
    {
        foreach (var id in new[] { "first", "second", "third" })
            await bench.RegisterAsync(id, 1);
        bench.Clock.Advance(TimeSpan.FromSeconds(70));

        var explained = await bench.Store.ExplainAsync(PlacementBench.Attempt("t"), PlacementBench.Analyze, default);

        explained.Candidates.ShouldHaveSingleItem().Reason.ShouldStartWith("lost: not heard of for ");
        explained.LongLost.ShouldBe(2);
    }
}
