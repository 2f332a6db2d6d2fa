using System.Threading.Channels;
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

    private readonly Channel<RedisValue> heard = Channel.CreateUnbounded<RedisValue>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ISubscriber subscriber;
    private readonly RedisChannel channel;

    private Subscription(ISubscriber subscriber, RedisChannel channel) => (this.subscriber, this.channel) = (subscriber, channel);

    /// <summary>Returns when the server has it.</summary>
    /// <param name="handler">One that throws does not stop the next message.</param>
    public static async Task<IAsyncDisposable> OpenAsync(ISubscriber subscriber, RedisChannel channel, Func<RedisValue, Task> handler, CancellationToken cancellation)
    {
        var opened = new Subscription(subscriber, channel);
        await opened.StandAsync(cancellation).ConfigureAwait(false);
        // What is heard already is not handled by whoever opens it.
        _ = Task.Run(() => opened.HandleAsync(handler), CancellationToken.None);
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        heard.Writer.TryComplete();
        await subscriber.UnsubscribeAsync(channel, Hear).ConfigureAwait(false);
    }

    private async Task StandAsync(CancellationToken cancellation)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await subscriber.SubscribeAsync(channel, Hear).WaitAsync(cancellation).ConfigureAwait(false);
                return;
            }
            catch (Exception e)
            {
                // The library keeps what it could not tell the server: asked for again, each message would come twice.
                await subscriber.UnsubscribeAsync(channel, Hear, CommandFlags.FireAndForget).ConfigureAwait(false);
                if (e is not (RedisTimeoutException or RedisConnectionException) || TimeProvider.System.GetElapsedTime(begun) >= Patience)
                    throw;
            }

            await Task.Delay(Pause, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    private void Hear(RedisChannel from, RedisValue message) => heard.Writer.TryWrite(message);

    private async Task HandleAsync(Func<RedisValue, Task> handler)
    {
        await foreach (var message in heard.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await handler(message).ConfigureAwait(false);
            }
            catch (Exception)
            {
                // A hint that is lost, as if nobody had heard it.
            }
        }
    }
}
