using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms.Clients;
using Swarm.Messaging.Redis.Channels;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Redis.Placement;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The first subscription that a silent server did not answer within 5 s ended the process, unhandled; what runs already asks again.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class AHostDiedWithAStackWhenRedisWasSilentAtItsStartTests(StoreRedis redis)
{
    private readonly string channel = $"silent-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_subscription_is_asked_for_again_and_hears_what_is_published_once()
    {
        await using var proxy = new HaltingProxy(redis.Port);
        await using var connection = await StoreRedis.ConnectAsync($"127.0.0.1:{proxy.Address.Port},asyncTimeout=300");
        var heard = System.Threading.Channels.Channel.CreateUnbounded<string>();
        proxy.Halt();

        var ear = new RedisChannels(connection, new RedisKeys("", 1), NullLogger<RedisChannels>.Instance).SubscribeAsync(
            channel,
            message =>
            {
                heard.Writer.TryWrite(Encoding.UTF8.GetString(message.Span));
                return Task.CompletedTask;
            },
            default);
        var watch = TargetWatch.OpenAsync(connection, channel + "-targets", _ => Task.CompletedTask, default);
        for (var times = 0; times < 2; times++) // whoever asked before these has waited as long
            (await Record.ExceptionAsync(() => connection.GetDatabase().PingAsync())).ShouldNotBeNull();
        (ear.IsFaulted, watch.IsFaulted).ShouldBe((false, false));
        proxy.GoOn();

        await using var watching = await watch;
        await using var listening = await ear;
        foreach (var said in new[] { "first", "second" })
            await redis.Connection.GetSubscriber().PublishAsync(RedisChannel.Literal(new RedisKeys("", 1).Fixed(channel)), said);
        (await heard.Reader.ReadAsync()).ShouldBe("first");
        (await heard.Reader.ReadAsync()).ShouldBe("second", "each is heard once");
    }

    [Fact]
    public async Task One_that_waits_for_a_silent_server_can_be_interrupted()
    {
        await using var proxy = new HaltingProxy(redis.Port);
        await using var connection = await StoreRedis.ConnectAsync($"127.0.0.1:{proxy.Address.Port}");
        using var interrupted = new CancellationTokenSource();
        proxy.Halt();
        var opening = Subscription.OpenAsync(connection.GetSubscriber(), RedisChannel.Literal(channel), _ => Task.CompletedTask, interrupted.Token);

        await interrupted.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => opening);
    }

    [Fact]
    public void A_host_that_could_not_start_for_that_says_so_in_a_sentence_without_secrets()
    {
        var settings = new HostSettings { Redis = "redis://:secret@store:6380" };
        var silent = new RedisTimeoutException(CommandFlags.None, "Timeout awaiting response (outbound=0KiB)", CommandStatus.Sent);

        foreach (var e in new Exception[] { silent, new AggregateException(silent), new RedisConnectionException(ConnectionFailureType.SocketClosed, CommandFlags.None, "It was closed.", null, CommandStatus.Unknown) })
        {
            HostProgram.Silence(e, settings).ShouldBe(
                "Redis at store:6380 stopped answering while the host started, so it did not start. Nothing was lost by it; start it again when the server answers: redis-cli PING.");
        }

        HostProgram.Silence(silent, new HostSettings()).ShouldStartWith("Redis stopped answering");
        HostProgram.Silence(new InvalidOperationException("a bug"), settings).ShouldBeNull();
    }
}
