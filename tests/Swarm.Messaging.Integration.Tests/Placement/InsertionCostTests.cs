using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>
/// What it costs to queue a task does not depend on how many wait: the scripts call as many commands, of which none costs more than the logarithm of the size
/// of what it works on. Counted are the calls that the server itself counts.
/// </summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class InsertionCostTests(PlacementRedis redis)
{
    private const int Sample = 100;

    /// <summary>Commands that look at all of something.</summary>
    private static readonly string[] Linear = ["zrange", "hgetall", "smembers", "lrange", "keys", "scan", "zunionstore", "sunion", "sort"];

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task It_is_as_many_commands_for_a_long_queue_as_for_a_short_one(int clients)
    {
        var bench = new PlacementBench(redis);
        await QueueAsync(bench, "short", 1_000, clients);
        var few = await CallsOfAsync(() => QueueAsync(bench, "first", Sample, clients));
        await QueueAsync(bench, "long", 20_000, clients);
        var many = await CallsOfAsync(() => QueueAsync(bench, "second", Sample, clients));

        (await bench.WaitingAsync()).ShouldBe(21_000 + (2 * Sample));
        many.Values.Sum().ShouldBeLessThanOrEqualTo(few.Values.Sum() + Sample, $"short: {ServerCalls.Show(few)}; long: {ServerCalls.Show(many)}");
        many.Keys.Intersect(Linear).Sum(name => many[name]).ShouldBeLessThanOrEqualTo(few.Keys.Intersect(Linear).Sum(name => few[name]));
    }

    private static async Task QueueAsync(PlacementBench bench, string name, int count, int clients)
    {
        foreach (var part in Enumerable.Range(0, count).Chunk(500))
        {
            var requests = part.Select(i => new PlaceRequest(PlacementBench.Attempt($"{name}-{i}"), PlacementBench.Analyze, $"c{i % clients}", 10)).ToList();
            var answers = await bench.Store.TryPlaceAsync(requests, default);
            await bench.Store.ApplyAsync(
                [.. requests.Zip(answers, (r, a) => new PlacementRequest.Park(r.Attempt, r.Requirements, r.Client, r.Rank, a.ShouldBeOfType<PlaceResult.NoSlot>().Sequence))], default);
        }
    }

    private Task<Dictionary<string, long>> CallsOfAsync(Func<Task> work) => ServerCalls.OfAsync(redis.Connection, work);
}
