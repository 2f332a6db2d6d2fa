using System.Diagnostics;
using Swarm.Messaging.Placement;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Placement;

/// <summary>Prints what placing and handing on cost on this machine, 100 a call; judges nothing but that all were placed and handed on.</summary>
[Collection(PlacementRedisGroup.Name)]
public sealed class PlacementFigures(PlacementRedis redis, ITestOutputHelper output)
{
    private const int Attempts = 10_000;
    private const int PerCall = 100;

    [Theory]
    [InlineData("one target", 1, false)]
    [InlineData("1,000 targets", 1_000, false)]
    [InlineData("1,000 targets, each with a tag of its own", 1_000, true)]
    public async Task Place_a_hundred_and_hand_them_on(string name, int targets, bool tagged)
    {
        var bench = new PlacementBench(redis, o => o.Lease = TimeSpan.FromHours(1));
        for (var i = 0; i < targets; i++)
            await bench.RegisterAsync($"t{i}", Attempts / targets, tagged ? ["code/*", $"session-{i}"] : ["code/*"]);

        for (var pass = 1; pass <= 2; pass++)
        {
            var numbers = Enumerable.Range(0, Attempts).Chunk(PerCall).ToList();
            var tokens = new List<string>(Attempts);
            await MeasureAsync($"{name}, pass {pass}: TryPlace", numbers, async part => tokens.AddRange(
                (await bench.Store.TryPlaceAsync([.. part.Select(i => Ask($"p{pass}-{i}"))], default)).Select(r => ((PlaceResult.Placed)r).Lease.Token)));
            await MeasureAsync($"{name}, pass {pass}: Park", numbers, part => bench.ApplyAsync([.. part.Select(i =>
                new PlacementRequest.Park(PlacementBench.Attempt($"w{pass}-{i}"), PlacementBench.Analyze, $"client{i % 10}", 10, i + 1))]));
            var granted = new List<string>(Attempts);
            await MeasureAsync($"{name}, pass {pass}: Release and grant", tokens.Chunk(PerCall), async part => granted.AddRange(
                (await bench.ApplyAsync([.. part.Select(t => new PlacementRequest.Release(t))])).Grants.Select(g => g.Lease.Token)));
            await MeasureAsync($"{name}, pass {pass}: Confirm", granted.Chunk(PerCall), part =>
                bench.ApplyAsync([.. part.Select(t => new PlacementRequest.ConfirmGrant(t))]));
            await MeasureAsync($"{name}, pass {pass}: Release", granted.Chunk(PerCall), part =>
                bench.ApplyAsync([.. part.Select(t => new PlacementRequest.Release(t))]));
            granted.Count.ShouldBe(Attempts);
        }

        (await bench.Store.ReportAsync(default)).ShouldSatisfyAllConditions(r => r.Leases.ShouldBe(0), r => r.Queues.ShouldBeEmpty());
    }

    private static PlaceRequest Ask(string task) => new(PlacementBench.Attempt(task), PlacementBench.Analyze, "c", 10);

    private async Task MeasureAsync<T>(string what, IEnumerable<T[]> parts, Func<T[], Task> call)
    {
        var cpu = await ServerCpuAsync();
        var begun = Stopwatch.GetTimestamp();
        foreach (var part in parts)
            await call(part);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        output.WriteLine($"{what}: {Attempts / seconds:n0}/s one call after the other, redis {(await ServerCpuAsync() - cpu) / Attempts * 1e6:n1} us CPU each");
    }

    private async Task<double> ServerCpuAsync() => (await redis.Connection.GetServers()[0].InfoAsync("cpu"))
        .SelectMany(section => section).Where(line => line.Key is "used_cpu_sys" or "used_cpu_user").Sum(line => double.Parse(line.Value));
}
