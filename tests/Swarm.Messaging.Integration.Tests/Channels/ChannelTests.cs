using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Redis.Channels;

namespace Swarm.Messaging.Integration.Tests.Channels;

[Collection(StoreRedisDefinition.Name)]
public sealed class ChannelTests
{
    private readonly StoreInstallation installation;
    private readonly RedisChannels channels;

    public ChannelTests(StoreRedis redis)
    {
        installation = new StoreInstallation(redis.Connection);
        channels = new RedisChannels(redis.Connection, installation.Keys, NullLogger<RedisChannels>.Instance);
    }

    [Fact]
    public async Task WhatIsPublished_IsHeardByEverySubscriber_InOrder()
    {
        var (one, two) = (Channel.CreateUnbounded<string>(), Channel.CreateUnbounded<string>());
        await using var first = await SubscribeAsync("swarm:phase-5:routing", one);
        await using var second = await SubscribeAsync("swarm:phase-5:routing", two);

        for (var i = 0; i < 100; i++)
            await channels.PublishAsync("swarm:phase-5:routing", Encoding.UTF8.GetBytes($"{i}"), default);

        foreach (var heard in new[] { one, two })
        {
            for (var i = 0; i < 100; i++)
                (await NextAsync(heard)).ShouldBe($"{i}");
        }
    }

    [Fact]
    public async Task TheName_IsThatOfTheSpecification_BehindThePrefixOnly()
    {
        var heard = Channel.CreateUnbounded<string>();
        await using var subscription = await SubscribeAsync("swarm:phase-5:emergency", heard);

        await installation.Redis.GetSubscriber().PublishAsync(RedisChannel.Literal($"{installation.Prefix}:swarm:phase-5:emergency"), "plain");

        (await NextAsync(heard)).ShouldBe("plain");
    }

    [Fact]
    public async Task AHandlerThatThrows_DoesNotStopTheNextMessage()
    {
        var heard = Channel.CreateUnbounded<string>();
        await using var subscription = await channels.SubscribeAsync("c", body =>
        {
            var text = Encoding.UTF8.GetString(body.Span);
            heard.Writer.TryWrite(text);
            return text switch
            {
                "at once" => throw new InvalidOperationException(text),
                "later" => Task.FromException(new InvalidOperationException(text)),
                _ => Task.CompletedTask,
            };
        }, default);

        foreach (var text in new[] { "at once", "later", "fine" })
            await channels.PublishAsync("c", Encoding.UTF8.GetBytes(text), default);

        (await NextAsync(heard)).ShouldBe("at once");
        (await NextAsync(heard)).ShouldBe("later");
        (await NextAsync(heard)).ShouldBe("fine");
    }

    [Fact]
    public async Task OnceDisposed_NothingIsHeard_AndOthersGoOn()
    {
        var (gone, stays) = (Channel.CreateUnbounded<string>(), Channel.CreateUnbounded<string>());
        await using var other = await SubscribeAsync("c", stays);
        await (await SubscribeAsync("c", gone)).DisposeAsync();

        await channels.PublishAsync("c", "x"u8.ToArray(), default);

        (await NextAsync(stays)).ShouldBe("x");
        gone.Reader.TryRead(out _).ShouldBeFalse();
    }

    private Task<IAsyncDisposable> SubscribeAsync(string channel, Channel<string> heard) => channels.SubscribeAsync(channel, body =>
    {
        heard.Writer.TryWrite(Encoding.UTF8.GetString(body.Span));
        return Task.CompletedTask;
    }, default);

    private static Task<string> NextAsync(Channel<string> heard) => heard.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
}
