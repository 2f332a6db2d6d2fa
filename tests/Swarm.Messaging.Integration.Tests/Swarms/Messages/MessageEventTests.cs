using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms.Messages;

/// <summary>What listeners outside hear of messages, and what the status says of them.</summary>
public sealed class MessageEventTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task Each_message_is_told_when_it_is_sent_and_when_each_receiver_has_handled_it()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port);
        await using var ear = await ChannelEar.OpenAsync(world.Host.Get<IChannels>(), "swarm:events");
        await TwoAsync(world);

        await SendAsync(world, new SwarmAddress.ToSwarm("beta"), "m1");
        await SendAsync(world, new SwarmAddress.ToAll(Self: true), "m2");

        await ear.HearAsync("message:note", 3);
        var sent = ear.Of("message_sent").Where(m => m.GetProperty("payloadType").GetString() == "note")
            .Select(m => (m.GetProperty("messageId").GetString(), m.GetProperty("channel").GetString(), m.GetProperty("receivers").GetInt32()));
        sent.ShouldBe([("m1", "swarm:beta", 1), ("m2", "swarm:global", 2)]);
        var handled = ear.Of("message").Where(m => m.GetProperty("payloadType").GetString() == "note").Select(m => $"{m.GetProperty("messageId")} {m.GetProperty("receiver")}").Order();
        handled.ShouldBe(["m1 beta", "m2 alpha", "m2 beta"]);
    }

    [Fact]
    public async Task What_is_not_wanted_is_not_told()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, services: s => s.Configure<MessagesOptions>(o => o.TellMessages = false));
        await using var ear = await ChannelEar.OpenAsync(world.Host.Get<IChannels>(), "swarm:events");
        await TwoAsync(world);

        await SendAsync(world, new SwarmAddress.ToSwarm("beta"), "m1");

        await Eventually.HoldsAsync(async () => (await world.Host.Get<SwarmStatistics>().ReadAsync(default)).Messenger is { MessagesSent: > 0, QueueSize: 0 }, "it is handled");
        ear.Of("message_sent").Concat(ear.Of("message")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_swarm_listens_to_all_its_channels_from_the_start_and_the_status_counts_what_messages_do()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port);
        await using var ear = await ChannelEar.OpenAsync(world.Host.Get<IChannels>(), "swarm:events");
        await TwoAsync(world);

        await ear.HearAsync("subscription_added", 2);

        string[] shared = ["swarm:global", "swarm:coordination", "swarm:agents", "swarm:tasks", "swarm:events"];
        var alpha = ear.Of("subscription_added").First(m => m.GetProperty("swarmId").GetString() == "alpha").GetProperty("channels").EnumerateArray().Select(c => c.GetString());
        alpha.ShouldBe(["swarm:alpha", "swarm:alpha:agents", .. shared], ignoreOrder: true);

        await SendAsync(world, new SwarmAddress.ToSwarm("beta"), "m1");
        await SendAsync(world, new SwarmAddress.ToAll(), "m2");
        await Eventually.HoldsAsync(async () => (await world.Host.Get<SwarmStatistics>().ReadAsync(default)).Messenger is { MessagesReceived: >= 2, QueueSize: 0 }, "both are handled");
        var report = await world.Host.Get<SwarmStatistics>().ReadAsync(default);
        report.Messenger.ShouldSatisfyAllConditions(
            m => m.TargetedSent.ShouldBeGreaterThanOrEqualTo(1), m => m.BroadcastsSent.ShouldBeGreaterThanOrEqualTo(1), m => m.ActiveSubscriptions.ShouldBe(14),
            m => m.Handlers.ShouldBeGreaterThan(0), m => m.Errors.ShouldBe(0),
            m => m.Subscriptions.ShouldBe([.. shared, "swarm:alpha", "swarm:alpha:agents", "swarm:beta", "swarm:beta:agents"], ignoreOrder: true));
        (report.ActiveCoordinators, report.ActiveMessengers).ShouldBe((2, 2));
        report.Coordinators.Select(c => c.SwarmId).ShouldBe(["alpha", "beta"]);
    }

    [Theory]
    [InlineData("coordination", "swarm:coordination")]
    [InlineData("coordination:merge", "swarm:coordination:merge")]
    [InlineData("resources", "swarm:resources")]
    [InlineData("tasks", "swarm:tasks")]
    [InlineData("events", "swarm:events")]
    [InlineData("agents", "swarm:agents")]
    [InlineData("all", "swarm:global")]
    public async Task What_is_said_to_a_group_is_heard_on_its_channel_and_lies_in_every_inbox(string group, string channel)
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, o => o.HostSwarms = false);
        await TwoAsync(world, hosted: false);
        await using var ear = await ChannelEar.OpenAsync(world.Host.Get<IChannels>(), channel);

        var sent = (await world.TellAsync("BroadcastSwarmMessage", new { from = "alpha", to = group, payload = new { type = "note" }, messageId = "m1" })).ShouldBeOfType<SwarmMessageSent>();

        sent.Receivers.ShouldBe(group == "agents" ? 2 : 1);
        await Eventually.HoldsAsync(() => ear.Heard.Any(m => m.TryGetProperty("id", out var id) && id.GetString() == "m1"), "it is heard");
        (await world.Host.Get<ISwarmInboxes>().HistoryAsync(channel, 10, default)).Select(m => JsonElement.Parse(m.Span).GetProperty("id").GetString()).ShouldContain("m1");
        (await world.Host.Get<ISwarmInboxes>().WaitingAsync("beta", default)).ShouldBe(1);
    }

    private static async Task TwoAsync(SwarmWorld world, bool hosted = true)
    {
        foreach (var id in new[] { "alpha", "beta" })
        {
            await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
            if (hosted)
                await world.WaitForAsync(id, SwarmStatuses.Active);
        }
    }

    private static async Task SendAsync(SwarmWorld world, SwarmAddress address, string id) =>
        (await world.Host.Get<SwarmMessenger>().SendAsync("alpha", address, new { Type = "note" }, id, default)).ShouldBeOfType<MessageSent.Accepted>();
}
