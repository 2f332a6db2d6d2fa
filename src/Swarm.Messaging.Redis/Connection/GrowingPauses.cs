using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>Before the n-th try to reconnect: 50 ms times n, at most 2 s.</summary>
internal sealed class GrowingPauses : IReconnectRetryPolicy
{
    private const int Step = 50;
    private const int Most = 2_000;

    public static int Pause(long tries) => (int)Math.Min(Step * tries, Most);

    public bool ShouldRetry(long currentRetryCount, int timeElapsedMillisecondsSinceLastRetry) => timeElapsedMillisecondsSinceLastRetry >= Pause(currentRetryCount);
}
