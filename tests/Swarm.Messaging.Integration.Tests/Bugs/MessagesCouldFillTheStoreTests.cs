using System.Text.Json;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Inboxes and histories were bound by the number of messages alone: ten thousand of a megabyte each lay in one of them.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class MessagesCouldFillTheStoreTests(StoreRedis redis)
{
    private static readonly string Large = JsonSerializer.Serialize(new { type = "note", text = new string('x', 4_000) });

    private readonly MessageBench bench = new(redis);

    [Fact]
    public async Task An_inbox_takes_so_many_bytes_and_has_room_again_when_some_are_read()
    {
        bench.Options.InboxBytes = 10_000;
        await bench.HostAsync("h1", "alpha", "beta", "gamma");
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), Large);
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), Large);

        var refused = (await bench.Messenger.SendAsync("alpha", new SwarmAddress.ToSwarm("beta"), JsonElement.Parse(Large), null, default)).ShouldBeOfType<MessageSent.Refused>();
        refused.Code.ShouldBe("inbox_full");
        refused.Message.ShouldStartWith("2 messages of ");
        refused.Message.ShouldContain("10000 bytes may wait");
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"));
        var all = await bench.SentAsync("alpha", new SwarmAddress.ToAll(), Large);
        (all.Receivers, all.LeftOut).ShouldBe((1, 1));

        var read = (await bench.Store.ReceiveAsync(new InboxQuery("h1", 10, false, true, []), default)).Messages;
        await bench.Store.AcknowledgeAsync([.. read.Select(m => m.Entry).Where(e => e.SwarmId == "beta").Take(2)], 0, default);
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), Large);
    }

    [Fact]
    public async Task A_message_alone_is_taken_whatever_the_bound()
    {
        bench.Options.InboxBytes = 1_024;
        await bench.HostAsync("h1", "alpha", "beta");

        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), Large);

        (await bench.RefusedAsync("alpha", new SwarmAddress.ToSwarm("beta"))).ShouldBe("inbox_full");
    }

    [Fact]
    public async Task What_is_counted_goes_with_the_messages()
    {
        await bench.HostAsync("h1", "alpha", "beta", "gamma");
        for (var n = 0; n < 20; n++)
            await bench.SentAsync("alpha", new SwarmAddress.ToAll(), Large);
        (await bench.Database.HashGetAllAsync(bench.Key("inboxBytes"))).Select(e => (long)e.Value).ShouldAllBe(bytes => bytes > 20 * 4_000 && bytes < 20 * 5_000);

        var read = (await bench.Store.ReceiveAsync(new InboxQuery("h1", 100, false, true, []), default)).Messages;
        await bench.Store.AcknowledgeAsync([.. read.Select(m => m.Entry)], 0, default);

        (await bench.Database.KeyExistsAsync(bench.Key("inboxBytes"))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_history_keeps_so_many_bytes_and_its_newest_whatever_it_has()
    {
        bench.Options.HistoryBytes = 10_000;
        await bench.HostAsync("h1", "alpha", "beta");
        for (var n = 1; n <= 5; n++)
            await bench.SentAsync("alpha", new SwarmAddress.ToAll(), Large, $"m{n}");
        (await HistoryAsync()).ShouldBe(["m5", "m4"]);

        bench.Options.HistoryBytes = 1_024;
        await bench.SentAsync("alpha", new SwarmAddress.ToAll(), Large, "m6");
        (await HistoryAsync()).ShouldBe(["m6"]);

        bench.Options.HistoryBytes = 10_000;
        // One that was kept before its bytes were counted.
        await bench.Database.KeyDeleteAsync($"{{{bench.Installation.Keys.Fixed("swarm:message:history:swarm:global")}}}:bytes");
        await bench.SentAsync("alpha", new SwarmAddress.ToAll(), Large, "m7");
        await bench.SentAsync("alpha", new SwarmAddress.ToAll(), Large, "m8");
        (await HistoryAsync()).ShouldBe(["m8", "m7"]);
    }

    private async Task<List<string?>> HistoryAsync() =>
        [.. (await bench.Store.HistoryAsync("swarm:global", 100, default)).Select(m => JsonElement.Parse(m.Span).GetProperty("id").GetString())];
}
