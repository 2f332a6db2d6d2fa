using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Bus.Amqp;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Clients;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A message was accepted at a depth that no answer could be written with: its receiver got nothing any more, and its history could not be read.</summary>
public sealed class ADeepMessageBlockedTheInboxBehindItTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;
    private ClientBench bench = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port);
        bench = new ClientBench(world);
        await world.Host.Get<ISwarmHosts>().OfferAsync(bench.Daemon, 1_000, default);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("SendSwarmMessage")]
    [InlineData("BroadcastSwarmMessage")]
    public async Task It_is_refused_at_once_by_field_depth_and_limit(string command)
    {
        await bench.HostAsync("c1", "alpha");
        var message = new Dictionary<string, object> { ["from"] = "alpha", ["messageId"] = "m", ["payload"] = DeepJson.Of(StoredJson.Deepest + 1) };
        if (command == "SendSwarmMessage")
            message["to"] = "alpha";

        var rejected = await bench.RejectedAsync(command, message);

        rejected.Code.ShouldBe("too_deep");
        var violation = rejected.Violations.ShouldHaveSingleItem();
        violation.Field.ShouldBe("payload");
        violation.Rule.ShouldContain($"at most {StoredJson.Deepest} levels; this has {StoredJson.Deepest + 1}");
        message["payload"] = DeepJson.Of(StoredJson.Deepest);
        (await bench.DoneAsync<SwarmMessageSent>(command, message)).Repeated.ShouldBeFalse("its id was not taken");
    }

    [Fact]
    public async Task The_deepest_that_is_taken_can_be_read_in_every_answer_also_in_an_envelope_of_the_bus()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        await bench.DoneAsync<SwarmMessageSent>("SendSwarmMessage", new { from = "alpha", to = "alpha", messageId = "deep", payload = DeepJson.Of(StoredJson.Deepest) });

        var synced = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } });
        ClientBench.Ids(synced).ShouldBe(["deep"]);
        var details = await bench.DoneAsync<SwarmDetails>("GetSwarm", new { swarmId = "alpha" });
        details.Messages.Recent.ShouldHaveSingleItem().Id.ShouldBe("deep");

        ShouldBeReadable(synced);
        ShouldBeReadable(details);
    }

    [Fact]
    public async Task What_is_stored_already_is_left_out_and_what_lies_behind_it_comes()
    {
        var alpha = await bench.HostAsync("c1", "alpha");
        var old = new SwarmMessage
        {
            Id = "old", SwarmId = "alpha", MessageType = SwarmMessageTypes.Targeted, Target = "alpha", Payload = DeepJson.Of(63), Metadata = new SwarmMessageMetadata { Sender = "alpha" },
        };
        (await world.Host.Get<ISwarmInboxes>().SendAsync(
            new OutgoingMessage("old", "alpha", new SwarmAddress.ToSwarm("alpha")), JsonSerializer.SerializeToUtf8Bytes(old, WireJson.Options), default)).ShouldBeOfType<InboxSent.Stored>();
        await bench.SendAsync("alpha", "alpha", "behind");

        var synced = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } });

        synced.Messages.Select(m => m.Envelope?.Id).ShouldBe([null, "behind"]);
        ShouldBeReadable(synced);
        await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha }, acknowledged = ClientBench.Handled(synced) });
        (await world.Host.Get<ISwarmInboxes>().WaitingAsync("alpha", default)).ShouldBe(0);
    }

    [Fact]
    public async Task One_of_our_own_that_is_too_deep_is_refused_to_whoever_sends_it()
    {
        await bench.HostAsync("c1", "alpha");

        var sent = await world.Host.Get<SwarmMessenger>().SendAsync("alpha", new SwarmAddress.ToSwarm("alpha"), DeepJson.Of(StoredJson.DeepestMessage), "m", default);

        sent.ShouldBeOfType<MessageSent.Refused>().Code.ShouldBe("too_deep");
    }

    private static void ShouldBeReadable(object answer) => JsonElement.Parse(Envelope.Of(answer).Write()).GetProperty("message").ValueKind.ShouldBe(JsonValueKind.Object);
}
