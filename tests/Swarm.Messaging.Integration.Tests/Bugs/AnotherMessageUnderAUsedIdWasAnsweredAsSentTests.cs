using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Resources;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whoever used an id again, for something else, was told that it was done; nothing was. Of a command about a state, one that asked for a copy was even an internal error.</summary>
public sealed class AnotherMessageUnderAUsedIdWasAnsweredAsSentTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port);
        foreach (var swarm in new[] { "alpha", "beta", "gamma" })
        {
            await world.Registry.RegisterAsync(swarm, new SwarmDefinition(), default);
            await world.WaitForAsync(swarm, SwarmStatuses.Active);
        }
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task It_is_refused_and_a_true_repetition_is_answered_as_before()
    {
        var first = new { from = "alpha", to = "beta", messageId = "m1", payload = new { type = "note", n = 1 } };
        (await world.TellAsync(nameof(SendSwarmMessage), first)).ShouldBeOfType<SwarmMessageSent>().Repeated.ShouldBeFalse();
        (await world.TellAsync(nameof(SendSwarmMessage), first)).ShouldBeOfType<SwarmMessageSent>().Repeated.ShouldBeTrue();

        (await RefusedAsync(nameof(SendSwarmMessage), new { from = "alpha", to = "beta", messageId = "m1", payload = new { type = "note", n = 2 } })).ShouldStartWith("The swarm alpha has sent something else as m1");
        await RefusedAsync(nameof(SendSwarmMessage), new { from = "alpha", to = "gamma", messageId = "m1", first.payload });
        await RefusedAsync(nameof(SendSwarmMessage), new { from = "alpha", to = "beta", agent = "a1", messageId = "m1", first.payload });
        await RefusedAsync(nameof(BroadcastSwarmMessage), new { from = "alpha", messageId = "m1", first.payload });

        (await world.TellAsync(nameof(SendSwarmMessage), new { from = "gamma", to = "beta", messageId = "m1", payload = new { type = "note", n = 3 } })).ShouldBeOfType<SwarmMessageSent>().Repeated.ShouldBeFalse("another sender's ids are its own");
        (await world.Host.Get<ISwarmInboxes>().FiguresAsync(default)).Targeted.ShouldBe(2);
    }

    [Fact]
    public async Task Fields_in_another_order_are_the_same_message_and_a_number_written_otherwise_is_not()
    {
        (await SendAsync("o1", """{"type":"note","n":1,"in":[{"a":1,"b":[2]}]}""")).ShouldBeOfType<SwarmMessageSent>().Repeated.ShouldBeFalse();
        (await SendAsync("o1", """{"in":[{"b":[2],"a":1}],"n":1,"type":"note"}""")).ShouldBeOfType<SwarmMessageSent>().Repeated.ShouldBeTrue();
        foreach (var other in new[] { """{"type":"note","n":1.0,"in":[{"a":1,"b":[2]}]}""", """{"type":"note","n":1,"in":[{"a":1,"b":2}]}""" })
            (await SendAsync("o1", other)).ShouldBeOfType<CommandRejected>().Code.ShouldBe("id_conflict", other);

        var saved = await DoneAsync<SwarmStateChanged>("SaveSwarmState", JsonElement.Parse("""{"swarmId":"alpha","state":{"c":1,"d":{"x":1,"y":2}}}"""));
        (await DoneAsync<SwarmStateChanged>("SaveSwarmState", JsonElement.Parse("""{"state":{"d":{"y":2,"x":1},"c":1},"swarmId":"alpha"}"""))).Version.ShouldBe(saved.Version);

        Task<object> SendAsync(string id, string payload) => world.TellAsync(nameof(SendSwarmMessage), new { from = "alpha", to = "beta", messageId = id, payload = JsonElement.Parse(payload) });
    }

    [Fact]
    public async Task Of_two_responses_to_a_request_the_first_counts()
    {
        (await world.TellAsync(nameof(SendSwarmMessage), new { from = "alpha", to = "beta", messageId = "r1", payload = new { type = "response", requestId = "q", data = 1 } })).ShouldBeOfType<SwarmMessageSent>();
        (await world.TellAsync(nameof(SendSwarmMessage), new { from = "alpha", to = "beta", messageId = "r1", payload = new { type = "response", requestId = "q", data = 2 } })).ShouldBeOfType<SwarmMessageSent>()
            .Repeated.ShouldBeTrue("its handler may have come to something else the second time");
    }

    [Fact]
    public async Task What_is_no_longer_remembered_leaves_no_hash()
    {
        var remembered = world.Host.Get<IOptions<MessagesOptions>>().Value.RememberedIds = 2;
        for (var n = 0; n < 5; n++)
            await world.TellAsync(nameof(SendSwarmMessage), new { from = "gamma", to = "beta", messageId = $"m{n}", payload = new { type = "note" } });

        (await HashesAsync("gamma")).ShouldBe(remembered);
        await world.Registry.DeregisterAsync("gamma", "over", default);
        (await HashesAsync("gamma")).ShouldBe(0);
    }

    [Fact]
    public async Task A_command_under_another_ones_message_id_is_refused_and_changes_nothing()
    {
        var saved = await DoneAsync<SwarmStateChanged>("SaveSwarmState", new { swarmId = "alpha", state = new { c = 1 } });
        await world.Host.Get<ISwarmResources>().SetAsync("cpu", 100, default);
        await world.Host.Get<ISwarmResources>().AllocateAsync("cpu", "alpha", 10, "a1", default);

        foreach (var (command, message) in new (string, object)[]
        {
            ("SaveSwarmState", new { swarmId = "alpha", state = new { c = 2 } }),
            ("SaveSwarmState", new { swarmId = "alpha", state = new { c = 1 }, merge = true }),
            ("SnapshotSwarm", new { swarmId = "alpha" }),
            ("CheckpointSwarm", new { swarmId = "alpha", data = new { c = 1 } }),
            ("UpdateSwarm", new { swarmId = "alpha", objective = "another" }),
            ("UpdateSwarmState", new { swarmId = "alpha", changes = new { c = 2 } }),
            ("ReleaseResource", new { resourceType = "cpu", swarmId = "alpha", amount = 10 }),
            ("DeregisterSwarm", new { swarmId = "alpha" }),
        })
        {
            (await UnderUsedIdAsync(command, message)).ShouldBeOfType<CommandRejected>(command).ShouldSatisfyAllConditions(
                r => r.Code.ShouldBe("id_conflict", command), r => r.Message.ShouldStartWith("The message m1 has asked for something else of swarms before."));
        }

        (await DoneAsync<SwarmStateChanged>("SaveSwarmState", new { swarmId = "alpha", state = new { c = 1 } })).Version.ShouldBe(saved.Version, "the command itself, delivered again");
        (await world.States.LoadAsync("alpha", default))!.Version.ShouldBe(saved.Version);
        (await world.Host.Get<ISwarmResources>().ListAsync(default)).Single().Available.ShouldBe(90);
    }

    private Task<long> HashesAsync(string sender) => world.Database.HashLengthAsync($"{world.Host.Get<RedisKeys>().Swarms}sent:{sender}");

    private async Task<T> DoneAsync<T>(string command, object message) => (await UnderUsedIdAsync(command, message)).ShouldBeOfType<T>();

    private Task<object> UnderUsedIdAsync(string command, object message) =>
        world.Host.Get<CommandIntake>().HandleAsync(command, JsonSerializer.SerializeToUtf8Bytes(message), new CommandOrigin("bus", "m1"), default);

    private async Task<string> RefusedAsync(string command, object message)
    {
        var rejected = (await world.TellAsync(command, message)).ShouldBeOfType<CommandRejected>();
        rejected.Code.ShouldBe("id_conflict");
        return rejected.Message;
    }
}
