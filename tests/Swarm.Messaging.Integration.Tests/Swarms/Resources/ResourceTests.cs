using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms.Leadership;
using Swarm.Messaging.Redis.Swarms.Resources;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Resources;

namespace Swarm.Messaging.Integration.Tests.Swarms.Resources;

/// <summary>What swarms share: never more than there is, and free when its holder ends.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ResourceTests
{
    private readonly LeadershipBench bench;
    private readonly RedisSwarmResources store;
    private int allocations;

    public ResourceTests(StoreRedis redis)
    {
        bench = new LeadershipBench(redis);
        store = new RedisSwarmResources(redis.Connection, bench.Installation.Keys, bench.Installation.Clock, Options.Create(new ResourceOptions()), Options.Create(bench.Options));
    }

    [Fact]
    public async Task What_is_allocated_and_released_is_there_again()
    {
        await bench.HostAsync("h1", "alpha");
        await SetAsync("cpu", 1_000);
        await SetAsync("memory", 16_384);

        (await AllocateAsync("cpu", 200)).ShouldBeOfType<Allocation.Granted>().Pool.Available.ShouldBe(800);
        (await AllocateAsync("memory", 4_096)).ShouldBeOfType<Allocation.Granted>().Pool.Available.ShouldBe(12_288);

        var (released, pool, _) = await store.ReleaseAsync("cpu", "alpha", 200, null, null, default);
        (released, pool.Available, pool.Held.Count).ShouldBe((200, 1_000, 0));
        (await store.ListAsync(default)).Select(p => $"{p.Type} {p.Available}/{p.Total}").ShouldBe(["cpu 1000/1000", "memory 12288/16384"]);
    }

    [Fact]
    public async Task An_allocation_that_comes_again_is_told_what_is_left_of_it_also_when_that_is_nothing()
    {
        await bench.HostAsync("h1", "alpha");
        await SetAsync("cpu", 1_000);
        Task<Allocation> Again() => store.AllocateAsync("cpu", "alpha", 10, "a1", null, default);
        (await Again()).ShouldBeOfType<Allocation.Granted>().ShouldSatisfyAllConditions(g => g.Amount.ShouldBe(10), g => g.New.ShouldBeTrue());

        await store.ReleaseAsync("cpu", "alpha", 4, "a1", null, default);
        (await Again()).ShouldBeOfType<Allocation.Granted>().ShouldSatisfyAllConditions(g => g.Amount.ShouldBe(6), g => g.New.ShouldBeFalse(), g => g.Pool.Available.ShouldBe(994));
        await store.ReleaseAsync("cpu", "alpha", 6, "a1", null, default);
        (await Again()).ShouldBeOfType<Allocation.Granted>().ShouldSatisfyAllConditions(g => g.Amount.ShouldBe(0), g => g.New.ShouldBeFalse(), g => g.Pool.Available.ShouldBe(1_000));
    }

    [Fact]
    public async Task Of_twenty_parallel_allocations_of_a_tenth_ten_are_granted()
    {
        for (var n = 0; n < 20; n++)
            await bench.HostAsync("h1", $"s{n}");
        await SetAsync("cpu", 1_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => AllocateAsync("cpu", 100, $"s{n}")));

        answers.OfType<Allocation.Granted>().Count().ShouldBe(10);
        answers.OfType<Allocation.Short>().Select(s => s.Available).ShouldBe(Enumerable.Repeat(0L, 10));
        (await PoolAsync("cpu")).Held.Values.Sum().ShouldBe(1_000);
    }

    [Fact]
    public async Task Nobody_gives_back_more_than_he_holds()
    {
        await bench.HostAsync("h1", "alpha", "beta");
        await SetAsync("cpu", 1_000);
        await AllocateAsync("cpu", 100);
        await AllocateAsync("cpu", 50);
        await AllocateAsync("cpu", 300, "beta");

        (await store.ReleaseAsync("cpu", "alpha", 120, null, null, default)).Released.ShouldBe(120);
        (await store.ReleaseAsync("cpu", "alpha", 1_000, null, null, default)).Released.ShouldBe(30);
        (await store.ReleaseAsync("cpu", "alpha", 1_000, null, null, default)).Released.ShouldBe(0);
        (await store.ReleaseAsync("memory", "beta", 1_000, null, null, default)).Released.ShouldBe(0, "it holds none of that");

        var pool = await PoolAsync("cpu");
        (pool.Available, pool.Held["beta"]).ShouldBe((700, 300));
    }

    [Fact]
    public async Task A_pool_that_does_not_exist_is_empty_and_none_shrinks_below_what_is_allocated()
    {
        await bench.HostAsync("h1", "alpha");
        (await AllocateAsync("gpu", 1)).ShouldBeOfType<Allocation.Short>().Available.ShouldBe(0);
        await SetAsync("cpu", 1_000);
        await AllocateAsync("cpu", 400);

        (await store.SetAsync("cpu", 399, null, default)).ShouldBeOfType<PoolSet.TooSmall>().Allocated.ShouldBe(400);
        (await SetAsync("cpu", 400)).Available.ShouldBe(0);
        (await SetAsync("cpu", 500)).Available.ShouldBe(100);
    }

    [Fact]
    public async Task The_same_allocation_again_is_one()
    {
        await bench.HostAsync("h1", "alpha");
        await SetAsync("cpu", 1_000);

        (await store.AllocateAsync("cpu", "alpha", 100, "l1", null, default)).ShouldBeOfType<Allocation.Granted>().New.ShouldBeTrue();
        (await store.AllocateAsync("cpu", "alpha", 100, "l1", null, default)).ShouldBeOfType<Allocation.Granted>().New.ShouldBeFalse();
        (await store.AllocateAsync("cpu", "alpha", 200, "l1", null, default)).ShouldBeOfType<Allocation.Conflict>();

        (await PoolAsync("cpu")).Available.ShouldBe(900);
        (await store.ReleaseAsync("cpu", "alpha", 100, "l1", null, default)).Released.ShouldBe(100);
        (await store.ReleaseAsync("cpu", "alpha", 100, "l1", null, default)).Released.ShouldBe(0);
    }

    [Theory]
    [InlineData("interrupted")]
    [InlineData("failed")]
    public async Task Only_a_swarm_that_works_gets_resources(string status)
    {
        await bench.HostAsync("h1", "alpha");
        await SetAsync("cpu", 1_000);
        await bench.StatusAsync("alpha", status);

        (await AllocateAsync("cpu", 1)).ShouldBeOfType<Allocation.NoSwarm>().Status.ShouldBe(status);
        (await AllocateAsync("cpu", 1, "nobody")).ShouldBeOfType<Allocation.NoSwarm>().Status.ShouldBeNull();
    }

    [Fact]
    public async Task What_a_silent_swarm_holds_is_freed_by_the_leader_alone_when_its_lease_is_over()
    {
        await bench.HostAsync("h1", "alpha", "beta");
        await SetAsync("cpu", 1_000);
        await AllocateAsync("cpu", 100);
        await AllocateAsync("cpu", 100, "beta");
        var term = await bench.LeadsAsync("h1", "t");
        await bench.Store.ReleaseAsync(term, default);

        bench.Installation.Clock.Advance(TimeSpan.FromSeconds(100));
        var now = TimeProvider.System.GetUtcNow().AddSeconds(100).ToUnixTimeMilliseconds();
        await bench.Database.HashSetAsync(bench.Key("swarm:beta"), "lastHeartbeat", now);
        bench.Installation.Clock.Advance(TimeSpan.FromSeconds(21));
        (await store.OptimiseAsync(term, default)).ShouldBeNull("its term is over");
        term = await bench.LeadsAsync("h1");

        (await store.OptimiseAsync(term, default)).ShouldNotBeNull().Select(f => (f.SwarmId, f.Amount)).ShouldBe([("alpha", 100)]);
        (await PoolAsync("cpu")).Available.ShouldBe(900);

        bench.Installation.Clock.Advance(TimeSpan.FromSeconds(120));
        term = await bench.LeadsAsync("h1");
        (await store.OptimiseAsync(term, default)).ShouldNotBeNull().ShouldHaveSingleItem().SwarmId.ShouldBe("beta");
        (await PoolAsync("cpu")).Available.ShouldBe(1_000);
        await bench.SoundWritesAsync();
    }

    [Fact]
    public async Task What_outside_readers_see_is_the_newest_whoever_wrote_it()
    {
        await bench.HostAsync("h1", "alpha", "beta");
        await SetAsync("cpu", 1_000);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async n =>
        {
            await AllocateAsync("cpu", 10, n % 2 == 0 ? "alpha" : "beta");
            await store.ShowAsync(default);
        }));

        (await SeenAsync("available"), await SeenAsync("alpha"), await SeenAsync("beta")).ShouldBe(("600", "200", "200"));
        await store.ReleaseAsync("cpu", "alpha", 200, null, null, default);
        await store.ShowAsync(default);
        (await SeenAsync("available"), await SeenAsync("alpha"), await SeenAsync("beta")).ShouldBe(("800", null, "200"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_comes_pools_leases_and_holders_agree(int seed)
    {
        var random = new Random(seed);
        for (var n = 0; n < 4; n++)
            await bench.HostAsync("h1", $"s{n}");
        await SetAsync("cpu", 1_000);
        for (var step = 0; step < 200; step++)
        {
            await Task.WhenAll(Enumerable.Range(0, random.Next(1, 5)).Select(_ => (Swarm: $"s{random.Next(4)}", Amount: random.Next(1, 400), Release: random.Next(2) == 0)).ToList()
                .Select(a => a.Release ? (Task)store.ReleaseAsync("cpu", a.Swarm, a.Amount, null, null, default) : AllocateAsync("cpu", a.Amount, a.Swarm)));
            var pool = await PoolAsync("cpu");
            pool.Available.ShouldBeInRange(0, 1_000);
            (pool.Available + pool.Held.Values.Sum()).ShouldBe(1_000);
            pool.Held.Values.ShouldAllBe(h => h > 0);
            var leases = await bench.Database.SortedSetRangeByRankAsync(bench.Key("leases"));
            var amounts = await Task.WhenAll(leases.Select(l => bench.Database.HashGetAsync(bench.Key($"lease:{l}"), "amount")));
            amounts.Sum(a => (long)a).ShouldBe(1_000 - pool.Available);
        }
    }

    /// <summary>By the registry's own scripts.</summary>
    [Theory]
    [InlineData("deregistered")]
    [InlineData("failed")]
    public async Task A_swarm_that_ends_holds_nothing(string end)
    {
        var swarms = new SwarmBench(bench.Installation.Redis);
        var resources = new RedisSwarmResources(
            swarms.Connection, new Redis.Connection.RedisKeys(swarms.Prefix, 16), swarms.Clock, Options.Create(new ResourceOptions()), Options.Create(new LeadershipOptions()));
        await swarms.ActiveAsync("alpha");
        await resources.SetAsync("cpu", 1_000, null, default);
        (await resources.AllocateAsync("cpu", "alpha", 300, "l1", null, default)).ShouldBeOfType<Allocation.Granted>();

        if (end == "deregistered")
            await swarms.Registry.DeregisterAsync("alpha", "completed", default);
        else
            await swarms.ChangeAsync("alpha", SwarmStatuses.Failed);

        var pool = (await resources.ListAsync(default)).ShouldHaveSingleItem();
        (pool.Available, pool.Held.Count).ShouldBe((1_000, 0));
        (await swarms.KeysAsync("*lease*")).ShouldBeEmpty();
    }

    private Task<Allocation> AllocateAsync(string type, long amount, string swarm = "alpha") =>
        store.AllocateAsync(type, swarm, amount, $"l{Interlocked.Increment(ref allocations)}", null, default);

    private async Task<ResourcePool> SetAsync(string type, long total) => (await store.SetAsync(type, total, null, default)).ShouldBeOfType<PoolSet.Done>().Pool;

    private async Task<ResourcePool> PoolAsync(string type) => (await store.ListAsync(default)).Single(p => p.Type == type);

    private async Task<string?> SeenAsync(string what) => await bench.Database.StringGetAsync(bench.Installation.Keys.Fixed($"swarm:resources:cpu:{what}"));
}
