using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>
/// Hears when targets change. The scripts themselves publish, so nobody who changes targets can forget it or die before it; a channel is
/// no key, so it does not matter to a cluster where it lies.
/// </summary>
internal sealed class TargetWatch : IAsyncDisposable
{
    private readonly ChannelMessageQueue queue;

    private TargetWatch(ChannelMessageQueue queue) => this.queue = queue;

    public static async Task<TargetWatch> OpenAsync(IConnectionMultiplexer connection, string channel, Func<long, Task> changed)
    {
        var queue = await connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal(channel)).ConfigureAwait(false);
        queue.OnMessage(message => changed((long)message.Message));
        return new TargetWatch(queue);
    }

    public ValueTask DisposeAsync() => new(queue.UnsubscribeAsync());
}
