using System.Text.Json;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Swarms.Messages;

/// <summary>What is said to all, for the leader, while nobody leads.</summary>
public sealed class NoLeaderTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync() => world = await SwarmWorld.StartStillAsync(redis.Server.Port, "{}");

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task After_a_minute_its_sender_is_told_that_nobody_leads_and_before_it_waits()
    {
        await SendAsync("m1", TimeSpan.Zero);
        await SendAsync("m2", TimeSpan.FromMinutes(2));

        JsonElement[] answers = [];
        await Eventually.HoldsAsync(async () => (answers = await AnswersAsync()).Length > 0, "the old one is answered");
        var told = answers.ShouldHaveSingleItem();
        (told.GetProperty("requestId").GetString(), told.GetProperty("request").GetString(), told.GetProperty("code").GetString()).ShouldBe(("m2", "coordination_request", "no_leader"));
        told.GetProperty("error").GetString().ShouldBe("Nobody has led for 60 s, and nothing was done. Send it again when somebody does, or to one swarm.");
    }

    /// <param name="ago">When its sender sent it.</param>
    private async Task SendAsync(string id, TimeSpan ago)
    {
        var host = world.Host;
        var messenger = new SwarmMessenger(host.Get<ISwarmInboxes>(), host.Get<MessageEvents>(), host.Get<IOptions<MessagesOptions>>(), [], new Past(ago));
        (await messenger.SendAsync("s1", new SwarmAddress.ToAll(), JsonElement.Parse("""{"type":"coordination_request"}"""), id, default)).ShouldBeOfType<MessageSent.Accepted>();
    }

    private async Task<JsonElement[]> AnswersAsync() =>
        [.. (await world.Host.Get<ISwarmInboxes>().HistoryAsync("swarm:s1", 10, default)).Select(m => JsonElement.Parse(m.Span).GetProperty("payload")).Where(p => p.GetProperty("type").GetString() == "response")];

    private sealed class Past(TimeSpan ago) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - ago;
    }
}
