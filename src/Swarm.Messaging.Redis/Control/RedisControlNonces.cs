using StackExchange.Redis;
using Swarm.Messaging.Control;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Control;

internal sealed class RedisControlNonces(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock) : IControlNonces
{
    private static readonly RedisScript Take = new("Control.control-nonce.lua");

    private readonly IDatabase database = redis.GetDatabase();

    public async Task<NonceStanding> TakeAsync(string nonce, string hostId, TimeSpan keep, TimeSpan together, CancellationToken cancellation)
    {
        var reply = await Take.RunAsync(
            database,
            [keys.Global($"control:nonce:{nonce}")],
            [clock.OffsetMs, hostId, (long)keep.TotalMilliseconds, (long)together.TotalMilliseconds]).WaitAsync(cancellation).ConfigureAwait(false);
        return (int)reply switch
        {
            1 => NonceStanding.First,
            2 => NonceStanding.AlsoHere,
            _ => NonceStanding.Replayed,
        };
    }
}
