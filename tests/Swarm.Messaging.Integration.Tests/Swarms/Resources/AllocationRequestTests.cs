using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Resources;

namespace Swarm.Messaging.Integration.Tests.Swarms.Resources;

/// <summary>Swarms that ask the leader by message.</summary>
public sealed class AllocationRequestTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly Recorder responses = new("response");
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port, services: s =>
        {
            s.AddSingleton<ISwarmMessageHandler>(responses);
            s.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100));
        });
        foreach (var id in new[] { "alpha", "beta" })
        {
            await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
            await world.WaitForAsync(id, SwarmStatuses.Active);
        }

        await Eventually.HoldsAsync(async () => (await world.Host.Get<ISwarmLeadership>().CurrentAsync(default))?.SwarmId == "alpha", "the older one leads");
        await world.Host.Get<ISwarmResources>().SetAsync("cpu", 1_000, default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_swarm_asks_the_leader_and_is_answered_also_when_it_asks_for_too_much()
    {
        await AskAsync(new { Type = "resource_allocation_request", ResourceType = "cpu", SwarmId = "beta", Amount = 900, RequestId = "r1" }, "m1");
        await AskAsync(new { Type = "resource_allocation_request", ResourceType = "cpu", Amount = 200, RequestId = "r2" }, "m2");

        await Eventually.HoldsAsync(() => responses.Got.Count == 2, "both are answered");
        var granted = Answer("r1").GetProperty("data");
        (granted.GetProperty("amount").GetInt64(), granted.GetProperty("available").GetInt64(), granted.GetProperty("swarmId").GetString()).ShouldBe((900, 100, "beta"));
        Answer("r2").ShouldSatisfyAllConditions(
            a => a.GetProperty("code").GetString().ShouldBe("insufficient_resources"), a => a.GetProperty("error").GetString()!.ShouldStartWith("200 of cpu were asked for and 100 are available."));
        (await world.Host.Get<ISwarmResources>().ListAsync(default)).ShouldHaveSingleItem().Held.ShouldHaveSingleItem().ShouldBe(new("beta", 900));
    }

    [Fact]
    public async Task Handled_twice_a_request_allocates_once()
    {
        await AskAsync(new { Type = "resource_allocation_request", ResourceType = "cpu", Amount = 100 }, "m1");
        await Eventually.HoldsAsync(() => responses.Got.Count == 1, "it is answered");
        var request = JsonSerializer.Deserialize<SwarmMessage>(
            (await world.Host.Get<ISwarmInboxes>().HistoryAsync(new SwarmAddress.ToSwarm("alpha").Channel, 1, default)).ShouldHaveSingleItem().Span, WireJson.Options)!;

        await world.Host.Get<IEnumerable<ISystemMessageHandler>>().Single(h => h.Type == SystemMessageTypes.AllocationRequest).HandleAsync(SwarmDelivery.Of("alpha", request), default);

        (await world.Host.Get<ISwarmResources>().ListAsync(default)).ShouldHaveSingleItem().Available.ShouldBe(900);
        Answer("m1").GetProperty("data").GetProperty("available").GetInt64().ShouldBe(900);
    }

    [Fact]
    public async Task Who_coordinates_is_answered_by_the_leader_alone_when_all_are_asked()
    {
        (await world.Host.Get<SwarmMessenger>().SendAsync("beta", new SwarmAddress.ToCoordination(), new { Type = "coordination_request", RequestId = "r1" }, "m1", default))
            .ShouldBeOfType<MessageSent.Accepted>().Receivers.ShouldBe(1);

        await Eventually.HoldsAsync(() => responses.Got.Count == 1, "it is answered");

        responses.Got.Single().Message.SwarmId.ShouldBe("alpha");
        var data = Answer("r1").GetProperty("data");
        (data.GetProperty("currentLeader").GetString(), data.GetProperty("taskQueueSize").GetInt64(), data.GetProperty("pools").GetArrayLength()).ShouldBe(("alpha", 0, 1));
    }

    private async Task AskAsync(object request, string id) =>
        (await world.Host.Get<SwarmMessenger>().SendAsync("beta", new SwarmAddress.ToSwarm("alpha"), request, id, default)).ShouldBeOfType<MessageSent.Accepted>();

    private JsonElement Answer(string request) => responses.Got.Single(d => d.Message.Payload.GetProperty("requestId").GetString() == request).Message.Payload;
}
