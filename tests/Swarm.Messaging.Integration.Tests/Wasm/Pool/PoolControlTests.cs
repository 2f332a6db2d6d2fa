using System.Text.Json;
using MassTransit;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Wasm;
using Swarm.Messaging.Integration.Tests.Control;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasm.Recovery.Instances;

namespace Swarm.Messaging.Integration.Tests.Wasm.Pool;

/// <summary>What others may tell the pool, and what they may not.</summary>
public sealed class PoolControlTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    [Fact]
    public async Task Limits_come_in_signed_messages_only()
    {
        await using var world = await PoolHost.StartAsync(redis, o => (o.Min, o.Max) = (1, 3));

        await world.Ear.SayAsync(PoolHost.Status, """{"type":"pool_config_update","config":{"min":9,"max":9}}""");
        await world.Ear.SayAsync(PoolHost.Status, """{"type":"instance_requested","fileType":"rs"}""");
        await world.Ear.SayAsync(PoolHost.Status, "no json");
        await world.Ear.SayAsync(PoolHost.Status, ControlTexts.Signed("""{"type":"pool_config_update","config":{"min":2,"max":1}}"""));
        await world.Ear.SayAsync(PoolHost.Status, ControlTexts.Signed("""{"type":"pool_config_update","config":{"mix":2}}"""));
        await world.Ear.SayAsync(PoolHost.Status, ControlTexts.Signed("""{"type":"pool_config_update","config":{"min":2,"max":4,"cooldown":1000}}"""));

        // The last one is taken, and those before it, which came in order, were not.
        await Eventually.HoldsAsync(() => world.Pool.Options.Max == 4, "the signed limits are in force");
        (world.Pool.Options.Min, world.Pool.Options.Cooldown).ShouldBe((2, TimeSpan.FromSeconds(1)));
        await world.Pool.SettledAsync();
        (world.Pool.Report("").PoolSize, world.Pool.Report("").TotalCreated).ShouldBe((2, 2));
    }

    [Fact]
    public async Task An_instance_is_controlled_by_signed_messages_only()
    {
        await using var world = await PoolHost.StartAsync(redis, o => o.Min = 1);
        var id = world.Pool.Report("").Instances[0].Id;

        await world.Ear.SayAsync(PoolHost.Control, $$"""{"type":"restart","action":"restart","instanceId":"{{id}}"}""");
        await world.Ear.SayAsync(PoolHost.Control, ControlTexts.Signed($$"""{"type":"clear_memory","action":"clear_memory","instanceId":"{{id}}"}"""));

        await Eventually.HoldsAsync(() => world.Engine.Started.Single(i => i.Id == id).MemoryCleared == 1, "its memory is dropped");
        world.Pool.Report("").Instances.Single(i => i.Id == id).Incarnation.ShouldBe(1);
        await world.Ear.SayAsync(PoolHost.Control, ControlTexts.Signed($$"""{"type":"restart","action":"restart","instanceId":"{{id}}"}"""));
        await Eventually.HoldsAsync(() => world.Pool.Report("").Instances.Single(i => i.Id == id).Incarnation == 2, "it is restarted");
    }

    [Fact]
    public async Task An_operator_restarts_an_instance_of_another_host()
    {
        await using var one = await PoolHost.StartAsync(redis, o => o.Min = 1);
        await using var two = await PoolHost.StartAsync(redis, o => o.Min = 1, one.Prefix);
        var id = two.Pool.Report("").Instances[0].Id;

        (await one.Get<PoolCommands>().RestartAsync(new RestartInstance { InstanceId = id }, "a test", default)).ShouldBeOfType<InstanceRestarted>();

        two.Pool.Report("").Instances.Single(i => i.Id == id).Incarnation.ShouldBe(2);
        (await one.Get<PoolCommands>().RestartAsync(new RestartInstance { InstanceId = "wasm_nowhere" }, "a test", default))
            .ShouldBeOfType<CommandRejected>().Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task An_instance_of_this_host_that_is_gone_is_not_waited_for()
    {
        await using var world = await PoolHost.StartAsync(redis, o => o.Min = 1);
        var id = world.Pool.Report("").Instances[0].Id;
        (await world.Get<InstanceCommands>().SendAsync(id, InstanceActions.Replace, "a test replaces it", default)).ShouldBeNull();
        await Eventually.HoldsAsync(() => !world.Pool.Has(id), "it is gone");

        // Without a limit of its own: had it to wait for other hosts, it would not end.
        (await world.Get<InstanceCommands>().SendAsync(id, InstanceActions.ClearMemory, "a test", default)).ShouldNotBeNull().ShouldContain("was this host's and is gone");
    }

    [Fact]
    public async Task Every_host_is_scaled_at_once_or_the_one_that_is_named()
    {
        await using var one = await PoolHost.StartAsync(redis, o => (o.Min, o.Max) = (1, 3));
        await using var two = await PoolHost.StartAsync(redis, o => (o.Min, o.Max) = (1, 3), one.Prefix);

        (await one.Get<PoolCommands>().ScaleAsync(new ScalePool { Size = 2 }, "a test", default)).ShouldBeOfType<PoolScaled>().Told.ShouldBeTrue();
        await Eventually.HoldsAsync(() => (two.Pool.Options.Min, two.Pool.Options.Max) == (2, 2), "the other host has heard of it");
        one.Pool.Options.Max.ShouldBe(2);

        await one.Get<PoolCommands>().ScaleAsync(new ScalePool { HostId = two.HostId, Max = 7 }, "a test", default);
        await Eventually.HoldsAsync(() => two.Pool.Options.Max == 7, "the named host has heard of it");
        one.Pool.Options.Max.ShouldBe(2);
    }

    [Fact]
    public async Task Without_a_key_no_other_host_is_told_anything()
    {
        await using var world = await PoolHost.StartAsync(redis, o => (o.Min, o.Max) = (1, 3), key: null);
        var commands = world.Get<PoolCommands>();

        (await commands.ScaleAsync(new ScalePool { HostId = "another", Max = 7 }, "a test", default)).ShouldBeOfType<CommandRejected>().Message.ShouldContain("key");
        (await commands.ScaleAsync(new ScalePool { Max = 6 }, "a test", default)).ShouldBeOfType<CommandRejected>().Message.ShouldContain("for every host");
        world.Pool.Options.Max.ShouldNotBe(6, "not even here");
        (await commands.ScaleAsync(new ScalePool { HostId = world.HostId, Max = 7 }, "a test", default)).ShouldBeOfType<PoolScaled>().Max.ShouldBe(7);
        (await commands.RestartAsync(new RestartInstance { InstanceId = "wasm_elsewhere" }, "a test", default)).ShouldBeOfType<CommandRejected>().Message.ShouldContain("key");
    }

    [Fact]
    public async Task Commands_come_by_the_bus_as_well()
    {
        await using var world = await PoolHost.StartAsync(redis, o => (o.Min, o.Max) = (1, 3));
        var id = world.Pool.Report("").Instances[0].Id;
        var bus = world.Get<IBus>();

        var scaled = await bus.CreateRequestClient<ScalePool>(new Uri($"queue:{world.Prefix}.swarm.scale-pool"))
            .GetResponse<PoolScaled, CommandRejected>(new ScalePool { HostId = world.HostId, Max = 5 });
        scaled.Is(out Response<PoolScaled>? done).ShouldBeTrue();
        (done!.Message.Max, world.Pool.Options.Max).ShouldBe((5, 5));

        var restarted = await bus.CreateRequestClient<RestartInstance>(new Uri($"queue:{world.Prefix}.swarm.restart-instance"))
            .GetResponse<InstanceRestarted, CommandRejected>(new RestartInstance { InstanceId = id });
        restarted.Is(out Response<InstanceRestarted>? again).ShouldBeTrue();
        again!.Message.InstanceId.ShouldBe(id);
        world.Pool.Report("").Instances.Single(i => i.Id == id).Incarnation.ShouldBe(2);
    }

    [Fact]
    public async Task The_configuration_of_all_hosts_reaches_the_pool_and_leaves_what_an_operator_set()
    {
        await using var world = await PoolHost.StartAsync(redis, o => (o.Min, o.Max) = (1, 3));
        await world.Get<PoolCommands>().ScaleAsync(new ScalePool { HostId = world.HostId, Max = 7 }, "a test", default);

        var values = new Dictionary<string, JsonElement> { ["cooldown"] = JsonElement.Parse("\"00:00:10\""), ["min"] = JsonElement.Parse("2") };
        (await world.Get<ConfigurationUpdates>().ApplyAsync("Wasm:Pool", values, "a test", default)).ShouldBeOfType<ConfigurationUpdated>();

        await Eventually.HoldsAsync(() => world.Pool.Options.Min == 2, "the pool has the new minimum");
        (world.Pool.Options.Cooldown, world.Pool.Options.Max).ShouldBe((TimeSpan.FromSeconds(10), 7));
        await Eventually.HoldsAsync(() => world.Pool.Report("").PoolSize == 2, "the pool has grown to it");
    }

    [Theory]
    [InlineData(null, null, null, "Either size")]
    [InlineData(1, null, 3, "Either size")]
    [InlineData(9, 2, null, "Max must be at least Min")]
    [InlineData(0, null, null, "Min")]
    public async Task A_scaling_that_cannot_be_is_refused(int? min, int? max, int? size, string part)
    {
        await using var world = await PoolHost.StartAsync(redis, o => o.Min = 1);

        (await world.Get<PoolCommands>().ScaleAsync(new ScalePool { HostId = world.HostId, Min = min, Max = max, Size = size }, "a test", default))
            .ShouldBeOfType<CommandRejected>().Message.ShouldContain(part);
        (world.Pool.Options.Min, world.Pool.Options.Max).ShouldBe((1, 20));
    }
}
