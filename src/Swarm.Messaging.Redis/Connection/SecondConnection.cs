using StackExchange.Redis;

namespace Swarm.Messaging.Redis.Connection;

/// <summary>Little goes over it, so that what must not wait behind everything else does not.</summary>
internal sealed record SecondConnection(IConnectionMultiplexer Redis) : IDisposable
{
    public void Dispose() => Redis.Dispose();
}
