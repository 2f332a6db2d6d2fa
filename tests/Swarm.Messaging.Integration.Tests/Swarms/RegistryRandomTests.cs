using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>Many at once do what they like, in any order; whatever comes of it, sets and swarms say the same.</summary>
public sealed class RegistryRandomTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Limit = 8;
    private const int Walkers = 6;
    private const int Steps = 150;

    private readonly SwarmBench bench = new(redis.Client, o => o.MaxActive = Limit);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sets_are_disjoint_equal_the_swarms_and_never_exceed_the_limit(int seed)
    {
        for (var round = 0; round < 5; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, Walkers).Select(w => WalkAsync(new Random((((seed * 100) + round) * 100) + w))));
            await CheckAsync();
        }
    }

    private async Task WalkAsync(Random random)
    {
        for (var step = 0; step < Steps / 5; step++)
        {
            var (id, host) = ($"s{random.Next(20)}", $"h{random.Next(3)}");
            switch (random.Next(10))
            {
                case 0 or 1 or 2:
                    await bench.Registry.RegisterAsync(id, new SwarmDefinition(), default);
                    break;
                case 3 or 4:
                    await bench.Registry.ChangeStatusAsync(id, SwarmStatuses.All[random.Next(SwarmStatuses.All.Count)], null, default);
                    break;
                case 5:
                    await bench.Registry.DeregisterAsync(id, "completed", default);
                    break;
                case 6:
                    await bench.BeatAsync(host);
                    break;
                case 7:
                    await bench.Hosts.OfferAsync(host, random.Next(6), default);
                    break;
                case 8:
                    bench.Clock.Advance(TimeSpan.FromSeconds(random.Next(8)));
                    await bench.Registry.WatchAsync(default);
                    break;
                default:
                    if (random.Next(5) == 0)
                        await bench.Hosts.LeaveAsync(host, default);
                    await bench.Registry.CleanUpAsync(default);
                    break;
            }

            (await bench.Registry.FiguresAsync(default)).ByStatus.Values.Sum().ShouldBeLessThanOrEqualTo(20 + Walkers);
        }
    }

    private async Task CheckAsync()
    {
        var all = await bench.Registry.ListAsync(new SwarmFilter(), default);
        foreach (var status in SwarmStatuses.All)
        {
            (await MembersAsync($"status:{status}")).ShouldBe(all.Where(s => s.Status == status).Select(s => s.Id), ignoreOrder: true);
        }

        var counted = all.Where(s => SwarmTransitions.IsCounted(s.Status)).ToList();
        counted.Count.ShouldBeLessThanOrEqualTo(Limit);
        (await RangeAsync("beats")).ShouldBe(counted.Select(s => s.Id), ignoreOrder: true);
        (await RangeAsync("touched")).ShouldBe(all.Select(s => s.Id), ignoreOrder: true);
        (await MembersAsync("homeless")).ShouldBe(counted.Where(s => s.Host is null).Select(s => s.Id), ignoreOrder: true);
        foreach (var host in Enumerable.Range(0, 3).Select(n => $"h{n}"))
            (await MembersAsync($"hosted:{host}")).ShouldBe(all.Where(s => s.Host == host).Select(s => s.Id), ignoreOrder: true);
        all.Where(s => s.Status is "completed" or "failed").ShouldAllBe(s => s.Host == null);
        all.Where(s => s.Status == "interrupted").ShouldAllBe(s => s.Metadata.InterruptedAt != null);
        (await bench.Registry.FiguresAsync(default)).TotalRegistered.ShouldBe(all.Count + (await bench.Registry.FiguresAsync(default)).Archived);
    }

    private async Task<IEnumerable<string>> MembersAsync(string set) => (await bench.Database.SetMembersAsync(bench.Key(set))).Select(m => (string)m!);

    private async Task<IEnumerable<string>> RangeAsync(string set) => (await bench.Database.SortedSetRangeByRankAsync(bench.Key(set))).Select(m => (string)m!);
}
