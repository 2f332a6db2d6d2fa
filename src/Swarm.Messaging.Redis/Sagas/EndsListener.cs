using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>Subscriptions to the ends that commits publish.</summary>
internal static class EndsListener
{
    public static Task<IAsyncDisposable> StartAsync(SagaShards shards, Action<SagaKey> ended, CancellationToken cancellation) => Subscription.OpenAsync(
        shards.Subscriber,
        RedisChannel.Literal(shards.Keys.Global("ended")),
        message =>
        {
            foreach (var saga in ((string?)message)?.Split(' ') ?? [])
            {
                if (saga.Split(':') is [var type, var id])
                    ended(new SagaKey(type, id));
            }

            return Task.CompletedTask;
        },
        cancellation);
}
