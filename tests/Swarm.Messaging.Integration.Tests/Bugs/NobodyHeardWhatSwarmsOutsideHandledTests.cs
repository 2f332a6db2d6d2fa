using Swarm.Messaging.Channels;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Clients;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Of swarms that live in clients <c>message_sent</c> was told and nothing else: listeners took their messages for unread, and the swarms for deaf.</summary>
public sealed class NobodyHeardWhatSwarmsOutsideHandledTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    [Fact]
    public async Task What_they_read_and_have_handled_is_told_as_of_any_other()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, o => o.HostSwarms = false);
        await using var ear = await ChannelEar.OpenAsync(world.Host.Get<IChannels>(), "swarm:events");
        var bench = new ClientBench(world);
        var alpha = await bench.HostAsync("c1", "alpha");
        await ear.HearAsync("subscription_added");
        await bench.SendAsync("alpha", "alpha", "m1");
        var got = await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha } });
        ear.Of("message").ShouldBeEmpty("it is not handled yet");

        for (var n = 0; n < 2; n++)
            await bench.SyncAsync("c1", new { session = "s1", beats = new[] { alpha }, acknowledged = ClientBench.Handled(got) });

        await ear.HearAsync("message:note");
        var told = ear.Of("message").ShouldHaveSingleItem();
        (told.GetProperty("messageId").GetString(), told.GetProperty("receiver").GetString(), told.GetProperty("swarmId").GetString(), told.GetProperty("payloadType").GetString())
            .ShouldBe(("m1", "alpha", "alpha", "note"));
        ear.Of("subscription_added").ShouldHaveSingleItem().GetProperty("channels").EnumerateArray().Select(c => c.GetString()).ShouldContain("swarm:alpha");
    }
}
