using Swarm.Messaging.Integration.Tests.Placement;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// In a fair kind each location of a client was a head of its own: whenever the client was served, all of them were behind its turn, and were put right one
/// after the other before the next was found.
/// </summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class EachTurnOfAClientCostAllItsLocationsTests(PlacementRedis redis)
{
    private const int Served = 20;

    [Fact]
    public async Task Serving_a_client_of_a_thousand_locations_is_as_many_commands_as_one_of_fifty()
    {
        var few = await ServeAsync(50);
        var many = await ServeAsync(1_000);

        many.Values.Sum().ShouldBeLessThanOrEqualTo(few.Values.Sum() + Served, $"50: {ServerCalls.Show(few)}; 1,000: {ServerCalls.Show(many)}");
    }

    [Fact]
    public async Task A_client_s_own_order_stays_over_its_locations()
    {
        var bench = await FullAsync();
        for (var i = 0; i < 6; i++)
            await bench.SubmitAsync($"t{i}", needs: Needs(5 - i), client: "agency");

        var served = new List<string>();
        for (var (i, token) = (0, "running"); i < 6; i++)
        {
            var grant = (await bench.ReleaseAsync(i == 0 ? (await bench.ExplainAsync(token, Needs(0))).Token! : token)).Grants.ShouldHaveSingleItem();
            token = grant.Lease.Token;
            served.Add(grant.Attempt.TaskId);
        }

        served.ShouldBe(["t0", "t1", "t2", "t3", "t4", "t5"]);
    }

    private async Task<Dictionary<string, long>> ServeAsync(int locations)
    {
        var bench = await FullAsync();
        for (var i = 0; i < locations; i++)
            await bench.SubmitAsync($"t{i}", needs: Needs(i), client: "agency");
        var token = (await bench.ExplainAsync("running", Needs(0))).Token!;
        return await ServerCalls.OfAsync(redis.Connection, async () =>
        {
            for (var i = 0; i < Served; i++)
                token = (await bench.ReleaseAsync(token)).Grants.ShouldHaveSingleItem().Lease.Token;
        });
    }

    /// <summary>One target of one slot, which is taken.</summary>
    private async Task<PlacementBench> FullAsync()
    {
        var bench = new PlacementBench(redis, o =>
        {
            o.Fairness["ghl"] = true;
            o.Lease = TimeSpan.FromHours(1);
        });
        await bench.RegisterAsync("target", 1, "ghl/*");
        await bench.PlaceAsync("running", needs: Needs(0), client: "agency");
        return bench;
    }

    private static Requirements Needs(int location) => new("ghl", "tag_add", flow: [$"location:l{location}"]);
}
