using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.Resources;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>What is left in the store when all swarms that did everything have been deregistered.</summary>
public sealed class EverythingDeregisteredTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static readonly string[] Ids = ["first-swarm", "second-swarm"];

    [Fact]
    public async Task Only_archive_metrics_statistics_and_pool_counters_remain_and_the_pools_are_full_again()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, services: s => s.AddSingleton<ITaskExecutor>(new AllSwarms()));
        foreach (var id in Ids)
        {
            await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
            await world.WaitForAsync(id, SwarmStatuses.Active);
        }

        await Eventually.HoldsAsync(() => world.Host.Get<LeaderService>().Term is not null, "this process leads");
        await world.Host.Get<ISwarmResources>().SetAsync("cpu", 1_000, default);
        foreach (var id in Ids)
            await DoEverythingAsync(world, id);
        await world.Registry.ChangeStatusAsync(Ids[0], SwarmStatuses.Interrupted, "test", default);
        await world.TellAsync("RecoverSwarm", new { swarmId = Ids[0] });
        await world.WaitForAsync(Ids[0], SwarmStatuses.Active);
        await Eventually.HoldsAsync(async () => (await world.Host.Get<ISwarmInboxes>().FiguresAsync(default)).Waiting == 0, "all messages are handled");
        (await PublishedAsync(world)).ShouldContain($"swarm:{Ids[0]}:blocking:c1", "there was something to take away");

        foreach (var id in Ids)
            (await world.TellAsync("DeregisterSwarm", new { swarmId = id })).ShouldBeOfType<SwarmChanged>();
        await Eventually.HoldsAsync(async () => (await world.Registry.NewsAsync(1, default)).Count == 0, "all is told");
        await world.Host.Get<SwarmSweeper>().RunOnceAsync(default);

        string[] left = ["swarm:archive:index", .. Ids.Select(id => $"swarm:archive:{id}"), "swarm:metrics", "swarm:resources:cpu:available", "swarm:state:manager:stats"];
        await Eventually.HoldsAsync(async () => (await PublishedAsync(world)).SequenceEqual(left.Order(StringComparer.Ordinal)), "nothing else is left");
        (await PublishedAsync(world)).ShouldBe(left, ignoreOrder: true);
        ((int)await world.Database.StringGetAsync($"{world.Prefix}:swarm:resources:cpu:available")).ShouldBe(1_000);
        (await world.Host.Get<ISwarmResources>().ListAsync(default)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(p => p.Available.ShouldBe(1_000), p => p.Held.ShouldBeEmpty());
        var own = (await KeysAsync(world, "swarm-messaging:{swarms}:")).Where(k => Ids.Any(id => k.Contains(id, StringComparison.Ordinal))).ToList();
        // Beside the archive: which commands have been applied, which goes by itself.
        own.ShouldBe(Ids.SelectMany(id => new[] { "archive", "applied", "answers", "applied:~sends", "answers:~sends" }.Select(kind => $"swarm-messaging:{{swarms}}:{kind}:{id}")), ignoreOrder: true);
        foreach (var key in own.Where(k => !k.Contains(":archive:", StringComparison.Ordinal)))
            (await world.Database.KeyTimeToLiveAsync($"{world.Prefix}:{key}")).ShouldNotBeNull(key);
        (await world.Registry.FiguresAsync(default)).Active.ShouldBe(0);
    }

    private static async Task DoEverythingAsync(SwarmWorld world, string id)
    {
        await world.TellAsync("SaveSwarmState", new { swarmId = id, state = new { tasks = new[] { new { id = "own", status = "pending" } } } });
        await world.TellAsync("SnapshotSwarm", new { swarmId = id });
        await world.TellAsync("CheckpointSwarm", new { swarmId = id, data = new { a = 1 } });
        await world.States.SaveBlockingAsync(id, "c1", new("waiting"), default);
        await world.TellAsync("AllocateResource", new { resourceType = "cpu", swarmId = id, amount = 300 });
        await world.TellAsync("SendSwarmMessage", new { from = id, to = Ids.First(other => other != id), payload = new { type = "note" } });
        await world.TellAsync("SendSwarmMessage", new { from = id, to = id, agents = true, payload = new { type = "note" } });
        await world.TellAsync("ResolveConflict", new { swarmA = new { id = Ids[0] }, swarmB = new { id = Ids[1] } });
        var task = $"task-{Guid.NewGuid():N}";
        (await world.TellAsync("DistributeSwarmTask", new { taskId = task, queuedBy = id })).ShouldBeOfType<SwarmTaskDistributed>();
        await Eventually.HoldsAsync(async () => (await world.Host.Get<ISwarmWork>().FindAsync(task, default))?.Outcome == "completed", "the task ends");
        await Eventually.HoldsAsync(async () => (await PublishedAsync(world)).Contains($"swarm:{id}:blocking:c1"), "it is published");
    }

    // Histories of what all share are of no swarm; they end an hour after their last message.
    private static async Task<List<string>> PublishedAsync(SwarmWorld world) =>
        [.. (await KeysAsync(world, "swarm:")).Where(k => !k.StartsWith("swarm:message:history:swarm:global", StringComparison.Ordinal)
            && !k.StartsWith("swarm:agents", StringComparison.Ordinal) && !k.StartsWith("swarm:phase-5", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static async Task<List<string>> KeysAsync(SwarmWorld world, string begin)
    {
        var keys = new List<string>();
        await foreach (var key in world.Database.Multiplexer.GetServers()[0].KeysAsync(pattern: $"{world.Prefix}:{begin}*"))
            keys.Add(((string)key!)[(world.Prefix.Length + 1)..]);
        return keys;
    }

    private sealed class AllSwarms : IElasticExecutor
    {
        public string Kind => "swarm";

        public IReadOnlyCollection<string> Operations { get; } = ["general"];

        public bool IsOffered => true;

        public bool TellsBegin => false;

        public TimeSpan Grace => TimeSpan.Zero;

        public TargetOffer Offer { get; } = new(10, ["swarm/*", .. Ids.Select(SwarmTag.Of)]);

        public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

        public Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation) =>
            Task.FromResult<ExecutionOutcome>(new ExecutionOutcome.Succeeded("{}"u8.ToArray()));
    }
}
