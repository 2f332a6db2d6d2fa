using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>
/// What is published on a channel, one after the other. Outlives a server that does not answer for a while, as one that stands still: a host that just starts needs its subscriptions, and nobody would ask
/// again for it.
/// </summary>
internal sealed class Subscription : IAsyncDisposable
{
    /// <summary>How long a server may be silent; a try takes as long as any request, 5 s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ISubscriber subscriber;
    private readonly RedisChannel channel;
    private ChannelMessageQueue? queue;

    private Subscription(ISubscriber subscriber, RedisChannel channel) => (this.subscriber, this.channel) = (subscriber, channel);

    /// <summary>Returns when the server has it. Messages are handled one after the other, as they came.</summary>
    /// <param name="handler">One that throws does not stop the next message.</param>
    public static async Task<IAsyncDisposable> OpenAsync(ISubscriber subscriber, RedisChannel channel, Func<RedisValue, Task> handler, CancellationToken cancellation)
    {
        var opened = new Subscription(subscriber, channel);
        (await opened.StandAsync(cancellation).ConfigureAwait(false)).OnMessage(message => handler(message.Message));
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        if (queue is not null)
            await queue.UnsubscribeAsync().ConfigureAwait(false);
        await subscriber.UnsubscribeAsync(channel, Stand).ConfigureAwait(false);
    }

    private async Task<ChannelMessageQueue> StandAsync(CancellationToken cancellation)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await subscriber.SubscribeAsync(channel, Stand).WaitAsync(cancellation).ConfigureAwait(false);
                // The server has the channel now, so that this asks nobody. Handlers would be called by many threads at a time, in any order.
                return queue = await subscriber.SubscribeAsync(channel).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // The library keeps what it could not tell the server: asked for again, each message would come twice.
                await subscriber.UnsubscribeAsync(channel, Stand, CommandFlags.FireAndForget).ConfigureAwait(false);
                if (e is not (RedisTimeoutException or RedisConnectionException) || TimeProvider.System.GetElapsedTime(begun) >= Patience)
                    throw;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Hears nothing: by it the server has the channel, and it can be taken back when that does not answer, as a queue cannot.</summary>
    private void Stand(RedisChannel from, RedisValue message)
    {
    }
}
