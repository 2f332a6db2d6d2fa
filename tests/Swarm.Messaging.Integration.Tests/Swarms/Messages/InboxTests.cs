using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Swarms.Messages;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Swarms.Messages;

/// <summary>Where a message lies between its sender and its receivers.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class InboxTests(StoreRedis redis)
{
    private readonly MessageBench bench = new(redis);

    [Fact]
    public async Task A_message_waits_for_its_receiver_until_it_is_acknowledged()
    {
        await bench.HostAsync("h1", "alpha", "beta");
        var sent = await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), """{"type":"note","n":1}""");

        (sent.Receivers, sent.Repeated).ShouldBe((1, false));
        var first = (await ReadAsync("h1")).ShouldHaveSingleItem();
        (await ReadAsync("h1")).ShouldBeEmpty("this process was given it");
        var again = (await ReadAsync("h1", again: true)).ShouldHaveSingleItem();
        again.Entry.ShouldBe(first.Entry);
        var message = JsonSerializer.Deserialize<SwarmMessage>(again.Json.Span, JsonSerializerOptions.Web).ShouldNotBeNull();
        (message.Id, message.SwarmId, message.Target, message.MessageType).ShouldBe((sent.Id, "alpha", "beta", "targeted"));
        (message.Metadata.Sender, message.Metadata.Version, message.Payload.GetProperty("n").GetInt32()).ShouldBe(("alpha", "1.0.0", 1));
        message.Id.ShouldMatch(@"^msg_\d{13}_[0-9a-f]{9}$");

        await bench.Store.AcknowledgeAsync([first.Entry], 0, default);
        await bench.Store.AcknowledgeAsync([first.Entry], 0, default);

        (await ReadAsync("h1", again: true)).ShouldBeEmpty();
        (await bench.LeftAsync()).ShouldBeEmpty();
        (await bench.Store.FiguresAsync(default)).ShouldBe(new InboxFigures(1, 1, 0, 1, 0, 0));
    }

    [Fact]
    public async Task A_broadcast_lies_in_all_other_inboxes_and_its_body_once()
    {
        await bench.HostAsync("h1", "alpha", "beta");
        await bench.HostAsync("h2", "gamma", "delta");
        await bench.HostAsync("h2", "ended");
        await bench.StatusAsync("gamma", "interrupted");
        await bench.StatusAsync("ended", "completed");

        (await bench.SentAsync("alpha", new SwarmAddress.ToAll(), id: "m1")).Receivers.ShouldBe(3);

        (await bench.LeftAsync()).ShouldHaveSingleItem();
        var (here, there) = (await ReadAsync("h1"), await ReadAsync("h2"));
        here.Select(m => m.Entry.SwarmId).ShouldBe(["beta"]);
        there.Select(m => m.Entry.SwarmId).ShouldBe(["gamma", "delta"], ignoreOrder: true);
        await bench.Store.AcknowledgeAsync([here[0].Entry, there[0].Entry], 0, default);
        (await bench.LeftAsync()).ShouldHaveSingleItem("one has not read it");
        await bench.Store.AcknowledgeAsync([there[1].Entry], 0, default);
        (await bench.LeftAsync()).ShouldBeEmpty();

        (await bench.SentAsync("alpha", new SwarmAddress.ToAll(Self: true))).Receivers.ShouldBe(4);
    }

    [Fact]
    public async Task The_same_id_from_the_same_sender_is_the_same_message()
    {
        await bench.HostAsync("h1", "alpha", "beta");
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), """{"type":"a"}""", "m1");

        (await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), """{"type":"a"}""", "m1")).Repeated.ShouldBeTrue();
        (await bench.SentAsync("beta", new SwarmAddress.ToSwarm("beta"), """{"type":"b"}""", "m1")).Repeated.ShouldBeFalse("that is another's");

        var got = await ReadAsync("h1");
        got.Select(m => JsonElement.Parse(m.Json.Span).GetProperty("payload").GetProperty("type").GetString()).ShouldBe(["a", "b"]);
        await bench.Store.AcknowledgeAsync([.. got.Select(m => m.Entry)], 0, default);
        (await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), """{"type":"a"}""", "m1")).Repeated.ShouldBeTrue("also when it was handled long ago");
    }

    [Fact]
    public async Task Who_cannot_receive_or_send_is_named()
    {
        await bench.HostAsync("h1", "alpha", "beta");
        await bench.StatusAsync("beta", "failed");

        (await bench.RefusedAsync("nobody", new SwarmAddress.ToSwarm("alpha"))).ShouldBe("not_found");
        (await bench.RefusedAsync("alpha", new SwarmAddress.ToSwarm("nobody"))).ShouldBe("not_found");
        (await bench.RefusedAsync("alpha", new SwarmAddress.ToSwarm("beta"))).ShouldBe("wrong_state");
        (await bench.LeftAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_bound_counts_bytes_of_the_whole_message()
    {
        await bench.HostAsync("h1", "alpha");
        // The envelope holds the time: on one clock it is always as long.
        var messenger = new SwarmMessenger(bench.Store, bench.Events, Options.Create(bench.Options), [], new StandingTime());
        Task<MessageSent> SendAsync(string text, string id) =>
            messenger.SendAsync("alpha", new SwarmAddress.ToSwarm("alpha"), JsonElement.Parse($$"""{"type":"x","text":"{{text}}"}"""), id, default);
        await SendAsync("", "m0");
        var room = 1_048_576 - (await ReadAsync("h1")).ShouldHaveSingleItem().Json.Length;
        // Two bytes each, so that characters do not pass for bytes.
        var text = new string('é', room / 2) + new string('e', room % 2);

        (await SendAsync(text, "m1")).ShouldBeOfType<MessageSent.Accepted>();
        (await SendAsync(text + "e", "m2")).ShouldBeOfType<MessageSent.Refused>().Code.ShouldBe("too_large");

        (await ReadAsync("h1")).ShouldHaveSingleItem().Json.Length.ShouldBe(1_048_576);
    }

    [Fact]
    public async Task A_full_inbox_refuses_and_a_broadcast_leaves_it_out()
    {
        bench.Options.InboxBound = 10;
        await bench.HostAsync("h1", "alpha", "beta", "gamma");
        for (var n = 0; n < 10; n++)
            await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"));

        (await bench.RefusedAsync("alpha", new SwarmAddress.ToSwarm("beta"))).ShouldBe("inbox_full");

        var all = await bench.SentAsync("alpha", new SwarmAddress.ToAll());
        (all.Receivers, all.LeftOut).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_swarm_that_moves_takes_its_inbox_along()
    {
        await bench.HostAsync("h1", "alpha", "beta");
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), id: "m1");
        (await ReadAsync("h1")).Count.ShouldBe(1);

        await bench.HostAsync("h2", "beta");
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), id: "m2");

        (await ReadAsync("h2", look: true)).Select(m => m.Entry.Message).ShouldBe(["alpha:m1", "alpha:m2"], "the first was not acknowledged");
        (await ReadAsync("h1", look: true)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_history_keeps_the_newest_and_is_heard_outside()
    {
        bench.Options.History = 3;
        await bench.HostAsync("h1", "alpha", "beta");
        var heard = new ConcurrentQueue<string>();
        await using var ear = await bench.Channels.SubscribeAsync(
            "swarm:global",
            m =>
            {
                heard.Enqueue(JsonElement.Parse(m.Span).GetProperty("id").GetString()!);
                return Task.CompletedTask;
            },
            default);

        for (var n = 1; n <= 4; n++)
            await bench.SentAsync("alpha", new SwarmAddress.ToAll(), id: $"m{n}");
        await bench.SentAsync("alpha", new SwarmAddress.ToAll(), id: "m4");

        (await bench.Store.HistoryAsync("swarm:global", 100, default)).Select(m => JsonElement.Parse(m.Span).GetProperty("id").GetString())
            .ShouldBe(["m4", "m3", "m2"]);
        (await bench.Store.HistoryAsync("swarm:global", 1, default)).Count.ShouldBe(1);
        var key = bench.Installation.Keys.Fixed("swarm:message:history:swarm:global");
        (await bench.Database.KeyTimeToLiveAsync(key)).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        await Eventually.HoldsAsync(() => heard.Count == 4, "all four were published");
        heard.ShouldBe(["m1", "m2", "m3", "m4"]);
    }

    [Theory]
    [InlineData("swarm", "swarm:beta", "targeted")]
    [InlineData("agents", "swarm:beta:agents", "agent")]
    [InlineData("allAgents", "swarm:agents", "agent")]
    [InlineData("coordination", "swarm:coordination", "coordination")]
    [InlineData("tasks", "swarm:tasks", "task")]
    public async Task Each_address_has_its_channel_and_reaches_inboxes_without_set_up(string to, string channel, string type)
    {
        await bench.HostAsync("h1", "alpha", "beta");
        SwarmAddress address = to switch
        {
            "swarm" => new SwarmAddress.ToSwarm("beta"),
            "agents" => new SwarmAddress.ToAgents("beta", "agent-7"),
            "allAgents" => new SwarmAddress.ToAllAgents(),
            "coordination" => new SwarmAddress.ToCoordination(),
            _ => new SwarmAddress.ToTasks(),
        };

        await bench.SentAsync("alpha", address);

        var message = JsonElement.Parse((await ReadAsync("h1")).First(m => m.Entry.SwarmId == "beta").Json.Span);
        message.GetProperty("messageType").GetString().ShouldBe(type);
        message.TryGetProperty("targetAgent", out var agent).ShouldBe(to == "agents");
        (await bench.Store.HistoryAsync(channel, 10, default)).Count.ShouldBe(1);
    }

    /// <summary>By the registry's own scripts, and what it tells of them.</summary>
    [Fact]
    public async Task A_swarm_that_leaves_leaves_no_message_behind()
    {
        var swarms = new SwarmBench(redis.Connection);
        var inboxes = new RedisSwarmInboxes(redis.Connection, new RedisKeys(swarms.Prefix, 16), swarms.Clock, Options.Create(new MessagesOptions()));
        var messenger = new SwarmMessenger(inboxes, bench.Events, Options.Create(new MessagesOptions()), [], TimeProvider.System);
        await swarms.ActiveAsync("alpha");
        await swarms.ActiveAsync("beta");
        await messenger.SendAsync("beta", new SwarmAddress.ToSwarm("alpha"), new { Type = "note" }, null, default);
        await messenger.SendAsync("beta", new SwarmAddress.ToAgents("alpha"), new { Type = "note" }, null, default);
        await messenger.SendAsync("beta", new SwarmAddress.ToAll(), new { Type = "note" }, "all", default);
        (await swarms.KeysAsync("*alpha*")).ShouldContain("swarm:message:history:swarm:alpha:agents");

        await swarms.Registry.DeregisterAsync("alpha", "completed", default);
        await new HistoryCleaner(inboxes).ReadAsync(await swarms.Registry.NewsAsync(100, default), default);

        (await swarms.KeysAsync("*alpha*")).ShouldBe(["swarm-messaging:{swarms}:archive:alpha"]);
        (await swarms.KeysAsync("*:msg:*")).ShouldBeEmpty("nobody else had them");
        (await inboxes.FiguresAsync(default)).Waiting.ShouldBe(0);
    }

    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddYears(50);
    }

    private async Task<IReadOnlyList<InboxMessage>> ReadAsync(string host, bool again = false, bool look = false) =>
        (await bench.Store.ReceiveAsync(new InboxQuery(host, 100, again, look, []), default)).Messages;
}
