using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>A choice looks at the top of the ranking, and at all only where that does not tell; whatever it looked at, it takes the one that the explanation ranks first.</summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class RankingTests(PlacementRedis redis)
{
    private const int Steps = 120;

    private static readonly Requirements Plain = new("code", "edit");

    [Theory]
    [InlineData(PlacementStrategies.SessionAware, 40, 0)]
    [InlineData(PlacementStrategies.CapabilityBased, 40, 0)]
    [InlineData(PlacementStrategies.LeastLoaded, 40, 0)]
    // The top belongs to targets that do something else.
    [InlineData(PlacementStrategies.SessionAware, 8, 30)]
    [InlineData(PlacementStrategies.LeastLoaded, 3, 17)]
    // All of the top are equal, or say nothing.
    [InlineData(PlacementStrategies.LeastLoaded, 60, 3)]
    [InlineData(PlacementStrategies.CapabilityBased, 0, 20)]
    public async Task What_is_chosen_is_what_is_explained_as_the_first(string strategy, int rated, int others)
    {
        var random = new Random(rated * 100 + others);
        var bench = new PlacementBench(redis, o => o.Strategies["code"] = strategy);
        foreach (var n in Enumerable.Range(0, others))
            await RegisterAsync(bench, $"other{n}", ["other/*"], new TargetRating(1, 1, 1, 1, 0));
        foreach (var n in Enumerable.Range(0, rated))
            await RegisterAsync(bench, $"rated{n}", ["code/*"], new TargetRating(Some(), Some(), Some(), Some(), 0));
        foreach (var n in Enumerable.Range(0, 5))
            await RegisterAsync(bench, $"silent{n}", ["code/*"], null);
        var held = new Queue<string>();

        for (var step = 0; step < Steps; step++)
        {
            if (held.Count > 0 && random.Next(3) == 0)
                await bench.EndAsync(held.Dequeue(), success: random.Next(4) > 0);
            if (random.Next(20) == 0 && rated > 0)
                await bench.Store.DrainTargetAsync($"rated{random.Next(rated)}", "for a test", default);
            var needs = random.Next(3) == 0 ? new Requirements("code", "edit", null, [$"rated{random.Next(rated + 1)}"]) : Plain;
            var first = (await bench.ExplainAsync("next", needs)).Candidates.FirstOrDefault(c => c.Eligible);
            if (first is null)
                break;

            var lease = await bench.LeasedAsync($"t{step}", needs);

            lease.TargetId.ShouldBe(first.TargetId, $"step {step}, {first.Score}");
            held.Enqueue(lease.Token);
        }

        held.Count.ShouldBeGreaterThan(0);

        // Few different ones: many are equal.
        decimal Some() => random.Next(3) / 2m;
    }

    private static Task RegisterAsync(PlacementBench bench, string id, IReadOnlyList<string> capabilities, TargetRating? rating) =>
        bench.Store.RegisterTargetAsync(new TargetDefinition(id, TargetTypes.Agent, "host", $"queue-{id}", [.. capabilities], 2) { Rating = rating }, default);
}
