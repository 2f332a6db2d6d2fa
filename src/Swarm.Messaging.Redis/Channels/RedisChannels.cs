using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Channels;

internal sealed partial class RedisChannels(IConnectionMultiplexer redis, RedisKeys keys, ILogger<RedisChannels> log) : IChannels
{
    public Task PublishAsync(string channel, ReadOnlyMemory<byte> json, CancellationToken cancellation) =>
        redis.GetSubscriber().PublishAsync(Named(channel), json).WaitAsync(cancellation);

    public Task<IAsyncDisposable> SubscribeAsync(string channel, Func<ReadOnlyMemory<byte>, Task> handler, CancellationToken cancellation) => Subscription.OpenAsync(
        redis.GetSubscriber(),
        Named(channel),
        async message =>
        {
            try
            {
                await handler((byte[])message!).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                HandlerFailed(channel, e);
            }
        },
        cancellation);

    private RedisChannel Named(string channel) => RedisChannel.Literal(keys.Fixed(channel));

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message on the channel {Channel} could not be handled")]
    private partial void HandlerFailed(string channel, Exception exception);
}
