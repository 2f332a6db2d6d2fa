using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Cli.Host;

/// <summary>
/// While a host stops: each step of the stop would wait for a Redis that is gone until its own time is over, one after the other. Nothing can be given back
/// then, leases run out by themselves; so after some seconds without it nothing waits any more. One that comes back in time gets everything.
/// </summary>
internal static class RedisWatch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <param name="services">Of the host.</param>
    /// <param name="giveUp">Cancelled when Redis has been gone for too long; its connections are closed, so that what is asked of them fails at once.</param>
    /// <param name="ended">The stop is over.</param>
    public static async Task RunAsync(IServiceProvider services, TimeProvider time, CancellationTokenSource giveUp, CancellationToken ended)
    {
        var (redis, second) = (services.GetRequiredService<IConnectionMultiplexer>(), services.GetRequiredService<SecondConnection>());
        var seen = time.GetTimestamp();
        while (!ended.IsCancellationRequested)
        {
            if (redis.IsConnected)
                seen = time.GetTimestamp();
            if (time.GetElapsedTime(seen) > Patience)
            {
                await giveUp.CancelAsync().ConfigureAwait(false);
                await redis.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
                await second.Redis.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
                return;
            }

            await Task.Delay(Poll, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
