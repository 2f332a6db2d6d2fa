using System.Collections.Concurrent;
using Swarm.Messaging.Client.Swarms;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Resources;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What a swarm says to the leader was acted upon where the leader's inbox was read: by nobody when it lives in a client.</summary>
public sealed class NothingWasDecidedWhereAllSwarmsLivedOutsideTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly ConcurrentQueue<SwarmMessage> responses = new();
    private readonly ConcurrentQueue<string> copies = new();
    private AgentWorld world = null!;
    private SwarmHost client = null!;

    public async Task InitializeAsync()
    {
        world = await AgentWorld.StartAsync(redis.Server.ConnectionString);
        client = await SwarmHost.StartAsync(o =>
        {
            (o.HostId, o.Address, o.Token, o.Poll) = ("c1", world.Host.Address, world.Host.Token, TimeSpan.FromSeconds(1));
            o.Host("lead", s => s.On("resource_allocation_request", (m, _) => Noted(m)).On("task_submission", (m, _) => Noted(m)));
            o.Host("asker", s => s.On("response", (m, _) =>
            {
                responses.Enqueue(m);
                return Task.CompletedTask;
            }));
        });
        await Eventually.HoldsAsync(async () => (await world.Get<ISwarmLeadership>().CurrentAsync(default))?.SwarmId == "lead", "the older one leads");
    }

    public async Task DisposeAsync()
    {
        await client.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Requests_to_the_leader_are_answered_once_and_it_gets_a_copy()
    {
        await world.Get<ISwarmResources>().SetAsync("cpu", 1_000, default);
        await SayAsync(new { type = "resource_allocation_request", resourceType = "cpu", amount = 100, requestId = "r1" });
        (await client.Find("asker")!.BroadcastAsync(new { type = "coordination_request", requestId = "r2" })).OrThrow();

        await Eventually.HoldsAsync(() => responses.Count == 2, "both are answered");
        Answer("r1").GetProperty("available").GetInt64().ShouldBe(900);
        Answer("r2").GetProperty("currentLeader").GetString().ShouldBe("lead");
        responses.ShouldAllBe(m => m.SwarmId == "lead");
        await Eventually.HoldsAsync(() => copies.SequenceEqual(["resource_allocation_request"]), "the leader has its copy");
    }

    [Fact]
    public async Task A_submission_to_the_leader_is_queued_though_it_has_a_handler_for_it()
    {
        await SayAsync(new { type = "task_submission", task = new { taskId = "t1", type = "build" } });

        await Eventually.HoldsAsync(async () => (await world.Get<ISwarmWork>().FindAsync("t1", default))?.Order.QueuedBy == "asker", "it is queued");
        await Eventually.HoldsAsync(() => copies.SequenceEqual(["task_submission"]), "the leader has its copy");
    }

    [Fact]
    public async Task A_conflict_is_decided_also_when_the_leader_itself_tells_all_of_it()
    {
        (await client.Find("lead")!.BroadcastAsync(new { type = "conflict_detected", conflict = new { type = "file", swarmA = "lead", swarmB = "asker" } })).OrThrow();

        await Eventually.HoldsAsync(async () => await world.Get<ISwarmVotes>().ResolvedAsync(default) == 1, "it is decided");
    }

    private async Task SayAsync(object payload) => (await client.Find("asker")!.SendAsync("lead", payload)).OrThrow();

    private System.Text.Json.JsonElement Answer(string request) => responses.Single(m => m.Payload.GetProperty("requestId").GetString() == request).Payload.GetProperty("data");

    private Task Noted(SwarmMessage message)
    {
        copies.Enqueue(message.Payload.GetProperty("type").GetString()!);
        return Task.CompletedTask;
    }
}
