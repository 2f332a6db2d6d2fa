using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Swarms.Leadership;
using Xunit.Abstractions;

namespace Swarm.Messaging.Integration.Tests.Swarms.Leadership;

/// <summary>Many candidates, pauses at any moment, answers used long after they were given: the store takes no two epochs' writes out of order.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class LeadershipRandomTests(StoreRedis redis, ITestOutputHelper output)
{
    private const int Candidates = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whoever_pauses_and_returns_epochs_write_in_order(int seed)
    {
        var bench = new LeadershipBench(redis);
        var random = new Random(seed);
        var processes = new List<(LeaderService Service, JumpingTime Time)>();
        for (var n = 0; n < Candidates; n++)
        {
            await bench.HostAsync($"h{n}", $"s{n}");
            var time = new JumpingTime();
            processes.Add((bench.Service($"h{n}", time), time));
        }

        var terms = new List<LeaderTerm>();
        for (var step = 0; step < 400; step++)
        {
            // All clocks go on alike; who is paused just does not act meanwhile.
            var passed = TimeSpan.FromSeconds(random.Next(100) < 10 ? random.Next(14, 21) : random.Next(0, 4));
            bench.Installation.Clock.Advance(passed);
            processes.ForEach(p => p.Time.Jump(passed));
            if (random.Next(10) == 0)
                await bench.StatusAsync($"s{random.Next(Candidates)}", random.Next(3) == 0 ? "interrupted" : "active");

            var acting = Enumerable.Range(0, random.Next(1, 5)).Select(_ => processes[random.Next(Candidates)].Service).Distinct().ToList();
            var asked = acting.Select(p => p.RunOnceAsync(default)).ToList();
            // Meanwhile writes arrive that were decided in terms of any age.
            var late = terms.Count == 0 ? [] : Enumerable.Range(0, 3).Select(_ => terms[random.Next(terms.Count)]).ToList();
            var written = late.Select(t => random.Next(20) == 0 ? bench.Store.ReleaseAsync(t, default) : bench.Store.RenewAsync(t, default)).ToList();
            await Task.WhenAll([.. asked, .. written]);
            terms.AddRange(asked.Select(a => a.Result).OfType<LeaderTerm>().Except(terms));
            (await bench.Store.CurrentAsync(default) is { } current ? terms.Max(t => t.Epoch) >= current.Epoch : true).ShouldBeTrue();
        }

        var writes = await bench.SoundWritesAsync();
        output.WriteLine($"{writes.Count} writes in {writes[^1].Epoch} epochs, by {writes.Select(w => w.Token).Distinct().Count()} owners");
        writes[^1].Epoch.ShouldBeGreaterThan(10);
        processes.ForEach(p => p.Service.Dispose());
    }
}
