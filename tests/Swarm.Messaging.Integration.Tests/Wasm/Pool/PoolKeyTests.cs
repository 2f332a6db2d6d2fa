using System.Text.Json;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Wasm;

namespace Swarm.Messaging.Integration.Tests.Wasm.Pool;

/// <summary>The pool's keys, as a plain Redis client finds them.</summary>
public sealed class PoolKeyTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private const string Instances = "swarm:wasm-instances";
    private const string Snapshot = "swarm:phase-5:wasm-pool";

    [Fact]
    public async Task An_instance_is_registered_when_it_is_ready_and_gone_when_it_is_gone()
    {
        await using var world = await PoolHost.StartAsync(redis, o => (o.Min, o.Max) = (1, 3));
        var id = world.Pool.Report("").Instances[0].Id;
        world.Take().Release(true, TimeSpan.FromMilliseconds(20));
        await world.Get<PoolPublisher>().RunOnceAsync(default);

        var instance = (await world.FieldAsync(Instances, id))!.Value;
        instance.EnumerateObject().Select(f => f.Name).ShouldBe([
            "id", "type", "hostId", "capabilities", "maxCapacity", "status", "healthy", "currentTasks", "maxConcurrentTasks", "specializations",
            "performance", "essential", "memory", "cpu", "incarnation", "createdAt", "lastUsed"]);
        id.ShouldStartWith("wasm_");
        (Text(instance, "id"), Text(instance, "type"), Text(instance, "status"), Text(instance, "hostId")).ShouldBe((id, "wasm", "available", world.HostId));
        instance.GetProperty("maxCapacity").GetInt32().ShouldBe(5);
        instance.GetProperty("specializations").ToString().ShouldBe("""["rs"]""");
        instance.GetProperty("performance").ToString().ShouldBe("""{"avgExecutionTime":20,"successRate":1,"totalTasks":1,"failedTasks":0}""");
        instance.GetProperty("memory").ToString().ShouldBe("""{"allocated":128,"used":1.5}""");
        Text(await world.DocumentAsync($"swarm:wasm:instance:{id}:health"), "status").ShouldBe("healthy");
        (await world.DocumentAsync($"swarm:wasm:instance:{id}:cache")).GetProperty("modules").ToString().ShouldBe("""["tree-sitter"]""");
        ((string?)await world.Database.HashGetAsync($"{world.Prefix}:swarm:wasm:instance:{id}:memory", "allocated")).ShouldBe("128");

        await world.Pool.ReplaceAsync(id, "a test wants it");
        await Eventually.HoldsAsync(async () => await world.FieldAsync(Instances, id) is null, "the replaced instance is gone");
        (await world.Database.KeyExistsAsync($"{world.Prefix}:swarm:wasm:instance:{id}:health")).ShouldBeFalse();
    }

    [Fact]
    public async Task The_snapshot_has_all_hosts_for_an_hour_and_a_host_that_stops_leaves_it()
    {
        await using var one = await PoolHost.StartAsync(redis, o => (o.Min, o.Max) = (1, 3));
        var two = await PoolHost.StartAsync(redis, o => (o.Min, o.Max) = (2, 4), one.Prefix);
        await one.Get<PoolPublisher>().RunOnceAsync(default);
        await two.Get<PoolPublisher>().RunOnceAsync(default);

        var snapshot = await one.DocumentAsync(Snapshot);
        snapshot.EnumerateObject().Select(f => f.Name).ShouldBe([
            "poolSize", "min", "max", "utilization", "healthyInstances", "busyInstances", "pendingRequests", "totalCreated", "totalDestroyed",
            "avgUtilization", "lastScalingAction", "scalingEvents", "hosts", "instances", "timestamp"]);
        snapshot.GetProperty("poolSize").GetInt32().ShouldBe(3);
        snapshot.GetProperty("hosts").EnumerateArray().Select(h => Text(h, "hostId")).ShouldBe([one.HostId, two.HostId], ignoreOrder: true);
        (await one.Database.KeyTimeToLiveAsync($"{one.Prefix}:{Snapshot}"))!.Value.ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));

        var gone = two.Pool.Report("").Instances.Select(i => i.Id).ToList();
        await two.DisposeAsync();
        (await one.DocumentAsync(Snapshot)).GetProperty("hosts").EnumerateArray().ShouldHaveSingleItem();
        foreach (var id in gone)
            (await one.FieldAsync(Instances, id)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_dead_host_left_is_taken_away_and_what_others_registered_stays()
    {
        await using var world = await PoolHost.StartAsync(redis, o => o.Min = 1);
        await world.Database.HashSetAsync($"{world.Prefix}:{Instances}", "wasm_dead", """{"id":"wasm_dead","hostId":"a-host-that-died"}""");
        await world.Database.HashSetAsync($"{world.Prefix}:{Instances}", "outside", """{"id":"outside","maxCapacity":20}""");
        await world.Database.StringSetAsync($"{world.Prefix}:swarm:wasm:instance:wasm_dead:health", """{"status":"healthy"}""");

        (await world.Get<PoolKeys>().CleanAsync(default)).ShouldBe(1);

        (await world.FieldAsync(Instances, "wasm_dead")).ShouldBeNull();
        (await world.FieldAsync(Instances, "outside")).ShouldNotBeNull();
        (await world.Database.KeyExistsAsync($"{world.Prefix}:swarm:wasm:instance:wasm_dead:health")).ShouldBeFalse();
    }

    private static string? Text(JsonElement json, string field) => json.GetProperty(field).GetString();
}
