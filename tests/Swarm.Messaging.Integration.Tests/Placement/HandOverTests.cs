using System.Globalization;
using System.Text.RegularExpressions;
using Swarm.Messaging.Placement;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>
/// A freed slot finds its next attempt in a bounded number of looks. Measured is what the server spends in the script, in turns with an
/// empty installation on the same server, so neither the network nor a busy machine decides.
/// </summary>
[Collection(PlacementRedisGroup.Name)]
public sealed partial class HandOverTests(PlacementRedis redis, ITestOutputHelper output)
{
    private const int Unplaceable = 100_000;
    private const int Rounds = 20;
    private const int PerRound = 100;

    [Theory]
    [InlineData("one class and client", 1, 1, 0, false)]
    [InlineData("one class, 10,000 clients", 1, 10_000, 0, false)]
    [InlineData("5,000 classes, 100 clients", 5_000, 100, 0, false)]
    [InlineData("5,000 classes that avoid the target", 5_000, 100, 0, true)]
    [InlineData("5,000 classes, a limit", 5_000, 100, 1, false)]
    [InlineData("5,000 classes that avoid the target, a limit", 5_000, 100, 1, true)]
    public async Task Costs_the_same_with_100_000_in_front_that_cannot_be_placed(string spread, int classes, int clients, int limit, bool avoid)
    {
        var (empty, crowded) = (NewBench(limit), NewBench(limit));
        await FillAsync(crowded, classes, clients, avoid);
        var (emptyToken, crowdedToken) = (await QueueUpAsync(empty), await QueueUpAsync(crowded));
        (long Empty, long Crowded) spent = (0, 0);
        for (var i = 0; i < Rounds; i++)
        {
            (emptyToken, var cost) = await HandOnAsync(empty, emptyToken);
            spent.Empty += cost;
            (crowdedToken, cost) = await HandOnAsync(crowded, crowdedToken);
            spent.Crowded += cost;
        }

        var ratio = (double)spent.Crowded / spent.Empty;
        output.WriteLine($"{spread}: {(double)spent.Empty / Rounds / PerRound:0.0} us empty, {(double)spent.Crowded / Rounds / PerRound:0.0} us crowded, ratio {ratio:0.00}");
        ratio.ShouldBeLessThan(3);
        (await crowded.WaitingAsync()).ShouldBe(Unplaceable);
    }

    // However slow the machine, the target stays alive.
    private PlacementBench NewBench(int limit) => new(redis, o =>
    {
        o.Lease = TimeSpan.FromHours(1);
        o.KindLimits["code"] = limit;
    });

    private static async Task FillAsync(PlacementBench bench, int classes, int clients, bool avoid)
    {
        foreach (var part in Enumerable.Range(1, Unplaceable).Chunk(1000))
        {
            await bench.ApplyAsync([.. part.Select(i => new PlacementRequest.Park(
                PlacementBench.Attempt($"stuck{i}"), Stuck(i % classes, avoid), $"client{i / classes % clients}", 0, i))]);
        }
    }

    private static Requirements Stuck(int number, bool avoid) =>
        avoid ? new("code", "analyze", null, ["pool", $"other{number}"]) : new("code", "analyze", [$"missing{number}"]);

    /// <summary>One target of one slot, or of two and a limit of one, and as many behind the stuck ones as will be handed on.</summary>
    private static async Task<string> QueueUpAsync(PlacementBench bench)
    {
        await bench.ApplyAsync([.. Enumerable.Range(0, (Rounds * PerRound) + 1).Select(i => new PlacementRequest.Park(
            PlacementBench.Attempt($"t{i}"), PlacementBench.Analyze, $"client{i % 10}", 10, Unplaceable + i))]);
        return (await bench.RegisterAsync("pool", bench.Options.KindLimits["code"] > 0 ? 2 : 1)).Grants.Single().Lease.Token;
    }

    private static async Task<(string Token, long Microseconds)> HandOnAsync(PlacementBench bench, string token)
    {
        var before = await SpentAsync(bench);
        for (var i = 0; i < PerRound; i++)
            token = (await bench.ReleaseAsync(token)).Grants.Single().Lease.Token;
        return (token, await SpentAsync(bench) - before);
    }

    private static async Task<long> SpentAsync(PlacementBench bench)
    {
        var stats = (await bench.Connection.GetServers()[0].ExecuteAsync("INFO", "commandstats")).ToString();
        return long.Parse(ScriptTime().Match(stats).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"cmdstat_fcall:calls=\d+,usec=(\d+)")]
    private static partial Regex ScriptTime();
}
