using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>
/// Hears when targets change. The scripts themselves publish, so nobody who changes targets can forget it or die before it; a channel is
/// no key, so it does not matter to a cluster where it lies.
/// </summary>
internal static class TargetWatch
{
    public static Task<IAsyncDisposable> OpenAsync(IConnectionMultiplexer connection, string channel, Func<long, Task> changed, CancellationToken cancellation) =>
        Subscription.OpenAsync(connection.GetSubscriber(), RedisChannel.Literal(channel), message => changed((long)message), cancellation);
}
