using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workers;
using Swarm.Messaging.Control;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Control;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Workers;
using Swarm.Messaging.Workers.Operators;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary>What operators tell pools by the bus, from host to host, and by the configuration.</summary>
public sealed class WorkerControlTests(StoreRedis redis) : IClassFixture<StoreRedis>
{
    private readonly string prefix = $"c{Guid.NewGuid():N}";

    [Fact]
    public async Task A_command_reaches_the_pool_of_the_host_that_it_names()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        var client = one.Get<IBus>().CreateRequestClient<ManageWorkers>(new Uri($"queue:{prefix}.swarm.manage-workers"));

        var scaled = await client.GetResponse<WorkersManaged, CommandRejected>(new ManageWorkers { Action = "scale", HostId = Id(two), Change = 1 });
        scaled.Is(out Response<WorkersManaged>? done).ShouldBeTrue();
        (done!.Message.HostId, done.Message.What[..6]).ShouldBe((Id(two), "1 of 1"));
        (Size(one), Size(two)).ShouldBe((0, 2));

        var refused = await client.GetResponse<WorkersManaged, CommandRejected>(new ManageWorkers { Action = "drain", HostId = Id(two), Worker = "worker-9" });
        refused.Is(out Response<CommandRejected>? no).ShouldBeTrue();
        (no!.Message.Code, no.Message.Message.Contains(Id(two))).ShouldBe(("not_found", true));
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_named_and_without_a_key_none_is_asked()
    {
        await using var one = await StartAsync();
        await using var mute = await StartAsync(key: null);
        var order = new ManageWorkers { Action = "start", HostId = "nowhere" };

        (await one.Get<WorkerControl>().AskAsync(order, "a test", default)).ShouldBeOfType<CommandRejected>().Message.ShouldContain("'nowhere'");
        (await mute.Get<WorkerControl>().AskAsync(order, "a test", default)).ShouldBeOfType<CommandRejected>().Code.ShouldBe("no_key");
    }

    [Fact]
    public async Task The_channel_is_obeyed_by_signature_only()
    {
        await using var host = await StartAsync();
        Task Say(string text) => host.Get<IChannels>().PublishAsync(WorkerControl.Channel, System.Text.Encoding.UTF8.GetBytes(text), default);
        string Order(int change) => $$$"""{"type":"manage_workers","hostId":"{{{Id(host)}}}","requestId":"r{{{change}}}","command":{"action":"scale","change":{{{change}}}}}""";
        var once = ControlTexts.Signed(Order(1));

        await Say(Order(3));
        await Say(ControlTexts.Signed(Order(4), key: "another key of more than thirty-two characters"));
        await Say(ControlTexts.Signed(Order(5), age: TimeSpan.FromMinutes(10)));
        await Say(once);
        await Say(once);
        await Say("no json");
        await Say(ControlTexts.Signed(Order(2)));

        // In order: 1 worker at its start, and what the signed ones add, each once.
        await Eventually.HoldsAsync(() => Size(host) >= 4, "the last order is carried out");
        Size(host).ShouldBe(4);
    }

    [Fact]
    public async Task Limits_and_strategy_change_for_all_hosts_at_run_time()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        one.Get<WorkerActions>().Start();

        (await ChangeAsync(one, """{"minWorkers":3,"maxWorkers":4,"loadBalancing":"RoundRobin","workerMemoryLimitMb":300}""")).ShouldBeOfType<ConfigurationUpdated>();

        await Eventually.HoldsAsync(() => Size(one) == 3, "the pool has grown to its new least size");
        await Eventually.HoldsAsync(() => two.Get<WorkerPool>().Options.MaxWorkers == 4, "the other host has heard of it");
        var options = one.Get<WorkerPool>().Options;
        (options.LoadBalancing, options.WorkerMemoryLimitMb).ShouldBe((LoadBalancing.RoundRobin, 300));
        one.Get<WorkerActions>().Scale(5).What.ShouldStartWith("1 of 5");

        await Eventually.HoldsAsync(() => one.Get<WorkerPool>().Read((core, _) => core.Slots.All(s => s.IsEligible)), "all are ready");
        (await ChangeAsync(one, """{"minWorkers":1,"maxWorkers":2}""")).ShouldBeOfType<ConfigurationUpdated>();
        await Eventually.HoldsAsync(() => Size(one) == 2, "the pool has shrunk to its new greatest size");
        one.Get<WorkerPool>().Read((core, _) => core.Counters.Crashed).ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"zombieAfter":"00:00:10"}""", "SuspectAfter")]
    [InlineData("""{"minWorkers":60}""", "MaxWorkers")]
    [InlineData("""{"heartbeatInterval":"00:00:01"}""", "at its start")]
    [InlineData("""{"maxWorkers":7,"scaleUpStep":0}""", "ScaleUpStep")]
    public async Task A_change_that_cannot_be_is_refused_as_a_whole(string values, string part)
    {
        await using var host = await StartAsync();

        (await ChangeAsync(host, values)).ShouldBeOfType<CommandRejected>().Message.ShouldContain(part);

        (host.Get<WorkerPool>().Options.MaxWorkers, host.Get<WorkerPool>().Options.MinWorkers).ShouldBe((50, 1));
    }

    private static Task<object> ChangeAsync(SpineHost host, string values) => host.Get<ConfigurationUpdates>().ApplyAsync(
        "Workers", JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(values)!, "a test", CancellationToken.None);

    private static string Id(SpineHost host) => host.Get<HostIdentity>().HostId;

    private static int Size(SpineHost host) => host.Get<WorkerPool>().Read((core, _) => core.Size);

    private Task<SpineHost> StartAsync(string? key = ControlTexts.Key) => SpineHost.StartAsync($"127.0.0.1:{redis.Port}", prefix, configure: services =>
    {
        services.Configure<ControlOptions>(o => o.Key = key);
        services.Configure<WorkersOptions>(o =>
        {
            var options = TestPool.Options(1);
            (o.PoolSize, o.MinWorkers, o.Command, o.SpawnTimeout) = (1, 1, options.Command, options.SpawnTimeout);
            o.HealthCheckInterval = TimeSpan.FromMilliseconds(300);
        });
    });
}
