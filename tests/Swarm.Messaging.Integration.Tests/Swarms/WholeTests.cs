using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.RabbitMq;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>Two hosts on a real RabbitMQ and a real Redis, and a client that knows queue names and JSON: the life of three swarms from end to end.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class WholeTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly string[] Ids = ["backend", "frontend", "devops"];

    private readonly Recorder notes = new();
    private readonly Recorder ends = new("task_completed");

    [Fact]
    public async Task Three_swarms_are_registered_work_talk_lose_a_host_recover_and_leave()
    {
        var (prefix, clock) = ($"whole-{Guid.NewGuid():N}", new StoreClock());
        await using var stays = await StartAsync(prefix, clock);
        await using var client = await PlainClient.ConnectAsync(rabbit.Server.Address());
        var names = stays.Host.Get<BusNames>();
        var events = await client.ListenAsync(names.Events, "#");
        Task<JsonElement> AskAsync(string queue, object body) => client.AskAsync($"{prefix}.{queue}", JsonSerializer.Serialize(body));

        await using (var leaves = await StartAsync(prefix, clock))
        {
            await Eventually.HoldsAsync(async () => await stays.Database.SortedSetLengthAsync($"{prefix}:swarm-messaging:{{swarms}}:hosts") == 2, "both offer to host");
            foreach (var id in Ids)
            {
                var registered = await AskAsync(SwarmNames.RegisterSwarm, new { swarmId = id, metadata = new { priority = id == "backend" ? "high" : "normal", capabilities = new[] { id } } });
                registered.GetProperty("changed").GetBoolean().ShouldBeTrue();
                await stays.WaitForAsync(id, SwarmStatuses.Active);
            }

            await Eventually.HoldsAsync(async () => await stays.Host.Get<ISwarmLeadership>().CurrentAsync(default) is not null, "somebody leads");
            await AskAsync(SwarmNames.SaveSwarmState, new { swarmId = "devops", state = new { tasks = new[] { new { id = "t", status = "completed" } }, agents = new[] { "a" } } });
            await AskAsync(SwarmNames.SetResourcePool, new { resourceType = "cpu", total = 1_000 });
            (await AskAsync(SwarmNames.AllocateResource, new { resourceType = "cpu", swarmId = "backend", amount = 200 })).GetProperty("available").GetInt64().ShouldBe(800);
            (await AskAsync(SwarmNames.SendSwarmMessage, new { from = "frontend", to = "backend", payload = new { type = "note" } })).GetProperty("receivers").GetInt32().ShouldBe(1);
            (await AskAsync(SwarmNames.BroadcastSwarmMessage, new { from = "backend", payload = new { type = "note" } })).GetProperty("receivers").GetInt32().ShouldBe(2);
            var task = await AskAsync(SwarmNames.DistributeSwarmTask, new { taskId = "t1", capabilities = new[] { "backend" }, queuedBy = "frontend", payload = new { a = 1 } });
            task.GetProperty("taskId").GetString().ShouldBe("t1");
            await Eventually.HoldsAsync(() => notes.Got.Count == 3, "every message is handled, on whichever host");
            await Eventually.HoldsAsync(async () => (await stays.Host.Get<ISwarmWork>().FindAsync("t1", default)) is { Outcome: "completed", SwarmId: "backend" }, "the task is done");
            await Eventually.HoldsAsync(() => ends.Ids("frontend").Any(), "its end comes back");
        }

        // The swarms of the host that has gone are the other's, and so is the leadership.
        foreach (var id in Ids)
            await Eventually.HoldsAsync(async () => (await stays.Registry.GetAsync(id, default)) is { Status: "active", Host: { } at } && at == stays.Host.Get<HostIdentity>().HostId, $"{id} has moved");
        await Eventually.HoldsAsync(() => stays.Host.Get<LeaderService>().Term is not null, "it leads");
        await stays.Registry.ChangeStatusAsync("devops", SwarmStatuses.Interrupted, "test", default);
        var recovered = await AskAsync(SwarmNames.RecoverInterruptedSwarms, new { });
        recovered.GetProperty("results").EnumerateArray().Single().GetProperty("recoveryPlan").GetProperty("progress").GetDecimal().ShouldBe(1m);
        await stays.WaitForAsync("devops", SwarmStatuses.Active);

        (await AskAsync(SwarmNames.UpdateSwarmState, new { swarmId = "backend", changes = new { status = "completed" } })).GetProperty("swarm").GetProperty("status").GetString().ShouldBe("completed");
        foreach (var id in Ids)
            (await AskAsync(SwarmNames.DeregisterSwarm, new { swarmId = id })).GetProperty("swarm").GetProperty("archiveReason").GetString().ShouldBe("completed");
        (await AskAsync(SwarmNames.GetStatus, new { area = "resources" })).ToString().ShouldContain("\"available\":1000");
        var awaited = Ids.Select(id => $"swarm_deregistered.{id}").Concat(["swarm_recovered.devops", "swarm_updated.backend", "task.completed.backend"]).ToHashSet();
        while (awaited.Count > 0)
            awaited.Remove((await events.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Key);
    }

    private Task<SwarmWorld> StartAsync(string prefix, StoreClock clock) => SwarmWorld.StartAsync(
        redis.Server.Port, prefix: prefix, clock: clock, broker: rabbit.Server.Address(), services: s =>
        {
            s.AddSingleton<ISwarmMessageHandler>(notes);
            s.AddSingleton<ISwarmMessageHandler>(ends);
            s.AddSingleton<ITaskExecutor>(new Worker());
        });

    private sealed class Worker : IElasticExecutor
    {
        public string Kind => "swarm";

        public IReadOnlyCollection<string> Operations { get; } = ["general"];

        public bool IsOffered => true;

        public bool TellsBegin => false;

        public TimeSpan Grace => TimeSpan.Zero;

        public TargetOffer Offer { get; } = new(10, ["swarm/*", .. Ids.Select(SwarmTag.Of)]);

        public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

        public Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation) =>
            Task.FromResult<ExecutionOutcome>(new ExecutionOutcome.Succeeded(Encoding.UTF8.GetBytes("{}")));
    }
}
