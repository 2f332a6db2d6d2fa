using StackExchange.Redis;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>One listener's subscription to the ends that commits publish.</summary>
internal sealed class EndsListener(ISubscriber subscriber, RedisChannel channel, Action<RedisChannel, RedisValue> handler) : IAsyncDisposable
{
    public static async Task<IAsyncDisposable> StartAsync(SagaShards shards, Action<SagaKey> ended)
    {
        var listener = new EndsListener(shards.Subscriber, RedisChannel.Literal(shards.Keys.Global("ended")), (_, message) =>
        {
            if (((string?)message)?.Split(':') is [var type, var id]) ended(new SagaKey(type, id));
        });
        await listener.SubscribeAsync().ConfigureAwait(false);
        return listener;
    }

    public async ValueTask DisposeAsync() => await subscriber.UnsubscribeAsync(channel, handler).ConfigureAwait(false);

    private Task SubscribeAsync() => subscriber.SubscribeAsync(channel, handler);
}
