using System.Text.Json;
using Swarm.Messaging.Integration.Tests.Sagas;

namespace Swarm.Messaging.Integration.Tests.Wasm.Pool;

/// <summary>Every event of the pool's channel, with every field, as a plain Redis client sees it.</summary>
public sealed class PoolEventTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task Of_those_who_wait_and_of_growing()
    {
        await using var world = await PoolHost.StartAsync(redis, o => (o.Min, o.Max, o.SlotsPerInstance) = (1, 2, 1));
        var first = world.Take();
        var waiting = world.Ask(rank: 5);
        var second = (await waiting.Slot)!;
        first.Release(true, TimeSpan.FromMilliseconds(7));

        var queued = await HearsAsync(world, "instance_queued", ["requestId", "queuePosition", "fileType", "operation", "rank"]);
        (Text(queued, "requestId"), Number(queued, "queuePosition"), Text(queued, "fileType"), Text(queued, "operation"), Number(queued, "rank"))
            .ShouldBe((waiting.RequestId, 1, "rs", "analyze", 5));
        var dequeued = await HearsAsync(world, "request_dequeued", ["requestId", "instanceId", "waited"]);
        (Text(dequeued, "requestId"), Text(dequeued, "instanceId")).ShouldBe((waiting.RequestId, second.InstanceId));
        var released = await HearsAsync(world, "instance_released", ["instanceId", "success", "executionTime", "currentTasks"]);
        (Text(released, "instanceId"), released.GetProperty("success").GetBoolean(), Number(released, "executionTime"), Number(released, "currentTasks"))
            .ShouldBe((first.InstanceId, true, 7, 0));
        var grown = await HearsAsync(world, "pool_scaled_up", ["instanceId", "poolSize", "utilization"]);
        (Text(grown, "instanceId"), Number(grown, "poolSize"), grown.GetProperty("utilization").GetDouble()).ShouldBe((second.InstanceId, 2, 1));
        var initialized = await HearsAsync(world, "instance_initialized", ["instanceId", "incarnation", "poolSize"]);
        (Text(initialized, "instanceId"), Number(initialized, "incarnation")).ShouldBe((first.InstanceId, 1));
    }

    [Fact]
    public async Task Of_looks_and_of_shrinking()
    {
        await using var world = await PoolHost.StartAsync(redis, o =>
            (o.Min, o.Max, o.SlotsPerInstance, o.Cooldown, o.IdleLimit) = (1, 2, 1, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100)));
        var slots = new[] { world.Take(), (await world.Ask().Slot)! };
        foreach (var slot in slots)
            slot.Release(true, TimeSpan.Zero);

        await Eventually.HoldsAsync(() => world.Pool.LookAtUtilization().Removed == 1, "an idle instance is given up");

        var shrunk = await HearsAsync(world, "pool_scaled_down", ["instanceId", "poolSize", "utilization"]);
        (Text(shrunk, "instanceId"), Number(shrunk, "poolSize"), shrunk.GetProperty("utilization").GetDouble()).ShouldBe((slots[1].InstanceId, 1, 0));
        var removed = await HearsAsync(world, "instance_removed", ["instanceId", "reason", "poolSize"]);
        (Text(removed, "instanceId"), Number(removed, "poolSize")).ShouldBe((slots[1].InstanceId, 1));
        Text(removed, "reason")!.ShouldContain("scaled down");
        var look = await HearsAsync(world, "utilization_update", ["utilization", "poolSize", "usedSlots", "totalSlots", "pendingRequests"]);
        Number(look, "pendingRequests").ShouldBe(0);
    }

    [Fact]
    public async Task Of_health_and_resets()
    {
        await using var world = await PoolHost.StartAsync(redis, o => o.Min = 1);
        var id = world.Pool.Report("").Instances[0].Id;
        var asked = 0;
        world.Engine.Problem = _ => Interlocked.Increment(ref asked) == 1 ? "it does not answer" : null;

        await world.Pool.LookAtHealthAsync(default);

        var unhealthy = await HearsAsync(world, "instance_unhealthy", ["instanceId", "reason"]);
        (Text(unhealthy, "instanceId"), Text(unhealthy, "reason")).ShouldBe((id, "it does not answer"));
        var reset = await HearsAsync(world, "instance_reset", ["instanceId", "action", "incarnation"]);
        (Text(reset, "instanceId"), Text(reset, "action"), Number(reset, "incarnation")).ShouldBe((id, "restart", 2));
        Text(await HearsAsync(world, "instance_recovered", ["instanceId"]), "instanceId").ShouldBe(id);
    }

    private static async Task<JsonElement> HearsAsync(PoolHost world, string type, string[] fields)
    {
        var heard = await world.Ear.HearsAsync(PoolHost.Status, type);
        heard.EnumerateObject().Select(f => f.Name).ShouldBe(["type", .. fields, "hostId", "timestamp"]);
        Text(heard, "hostId").ShouldBe(world.HostId);
        return heard;
    }

    private static string? Text(JsonElement message, string field) => message.GetProperty(field).GetString();

    private static double Number(JsonElement message, string field) => message.GetProperty(field).GetDouble();
}
