using System.Text.Json;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What a swarm has sent is forgotten with it. A command that was delivered again when one of its name had been registered anew sent its message a second time.</summary>
public sealed class AMessageWasSentAgainWhenItsSenderHadComeBackTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly object Note = new { from = "alpha", to = "beta", payload = new { type = "note" } };
    private static readonly object Cry = new { from = "alpha", payload = new { type = "note" } };

    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port);
        foreach (var swarm in new[] { "alpha", "beta" })
            await BeginAsync(swarm);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData(nameof(SendSwarmMessage))]
    [InlineData(nameof(BroadcastSwarmMessage))]
    public async Task It_is_sent_once(string command)
    {
        var message = command == nameof(SendSwarmMessage) ? Note : Cry;
        (await TellAsync<SwarmMessageSent>(command, message, "m1")).Repeated.ShouldBeFalse();
        await world.Registry.DeregisterAsync("alpha", "over", default);
        (await TellAsync<SwarmMessageSent>(command, message, "m1")).Repeated.ShouldBeTrue("whether its sender is there or not");
        await BeginAsync("alpha");

        (await TellAsync<SwarmMessageSent>(command, message, "m1")).Repeated.ShouldBeTrue();

        (await SentAsync()).ShouldBe(1);
        (await TellAsync<SwarmMessageSent>(command, message, "m2")).Repeated.ShouldBeFalse("another message is another");
    }

    [Fact]
    public async Task One_that_comes_back_may_begin_anew_with_its_own_ids()
    {
        var named = new { from = "alpha", to = "beta", messageId = "own", payload = new { type = "note" } };
        await TellAsync<SwarmMessageSent>(nameof(SendSwarmMessage), named, "m1");
        await TellAsync<SwarmMessageSent>(nameof(SendSwarmMessage), named, "m2");
        await world.Registry.DeregisterAsync("alpha", "over", default);
        await BeginAsync("alpha");

        (await TellAsync<SwarmMessageSent>(nameof(SendSwarmMessage), named, "m2")).Repeated.ShouldBeTrue("it sent nothing the first time, either");
        (await TellAsync<SwarmMessageSent>(nameof(SendSwarmMessage), named, "m3")).Repeated.ShouldBeFalse();
        (await SentAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task What_was_refused_may_be_sent_when_it_comes_again()
    {
        await world.Registry.DeregisterAsync("alpha", "over", default);
        (await TellAsync<CommandRejected>(nameof(SendSwarmMessage), Note, "m1")).Code.ShouldBe("not_found");
        await BeginAsync("alpha");

        (await TellAsync<SwarmMessageSent>(nameof(SendSwarmMessage), Note, "m1")).Repeated.ShouldBeFalse();
    }

    private async Task BeginAsync(string swarm)
    {
        await world.Registry.RegisterAsync(swarm, new SwarmDefinition(), default);
        await world.WaitForAsync(swarm, SwarmStatuses.Active);
    }

    /// <summary>Of what the test sends: that alpha leads is told, too.</summary>
    private async Task<int> SentAsync()
    {
        var inboxes = world.Host.Get<ISwarmInboxes>();
        ReadOnlyMemory<byte>[] all = [.. await inboxes.HistoryAsync("swarm:beta", 100, default), .. await inboxes.HistoryAsync("swarm:global", 100, default)];
        return all.Select(m => JsonSerializer.Deserialize<SwarmMessage>(m.Span, JsonSerializerOptions.Web)!).Count(m => m.SwarmId == "alpha" && m.Payload.GetProperty("type").ValueEquals("note"));
    }

    private async Task<T> TellAsync<T>(string command, object message, string messageId) => (await world.Host.Get<CommandIntake>().HandleAsync(
        command, JsonSerializer.SerializeToUtf8Bytes(message), new CommandOrigin("bus", messageId), default)).ShouldBeOfType<T>();
}
