using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>Before the n-th try to reconnect: one step times n, at most so long.</summary>
internal sealed class GrowingPauses(TimeSpan step, TimeSpan most) : IReconnectRetryPolicy
{
    public GrowingPauses()
        : this(RedisStoreOptions.DefaultReconnectStep, RedisStoreOptions.DefaultReconnectLimit)
    {
    }

    public int Pause(long tries) => (int)Math.Min(step.TotalMilliseconds * tries, most.TotalMilliseconds);

    public bool ShouldRetry(long currentRetryCount, int timeElapsedMillisecondsSinceLastRetry) => timeElapsedMillisecondsSinceLastRetry >= Pause(currentRetryCount);
}
