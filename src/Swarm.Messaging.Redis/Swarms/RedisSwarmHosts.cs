using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Hosting;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>Who hosts which swarm, beside the registry.</summary>
internal sealed class RedisSwarmHosts(SwarmRedis redis) : ISwarmHosts
{
    private static readonly RedisScript Offer = SwarmScripts.Script("offer");
    private static readonly RedisScript Hosted = SwarmScripts.Script("hosted");
    private static readonly RedisScript Leave = SwarmScripts.Script("leave");

    public async Task<IReadOnlyList<HostedSwarm>> OfferAsync(string hostId, int capacity, CancellationToken cancellation)
    {
        await redis.RunAsync(Offer, cancellation, hostId, capacity).ConfigureAwait(false);
        return await HostedAsync(hostId, cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<HostedSwarm>> HostedAsync(string hostId, CancellationToken cancellation) =>
        [.. ((RedisValue[])(await redis.RunAsync(Hosted, cancellation, hostId).ConfigureAwait(false))!).Chunk(3)
            .Select(s => new HostedSwarm((string)s[0]!, (long)s[1], (string)s[2]!))];

    public async Task<IReadOnlyList<string>> LeaveAsync(string hostId, CancellationToken cancellation) =>
        (string[])(await redis.RunAsync(Leave, cancellation, hostId).ConfigureAwait(false))!;

    public Task<IAsyncDisposable> OnWakeAsync(string hostId, Action<string> wake, CancellationToken cancellation) => Subscription.OpenAsync(
        redis.Subscriber,
        RedisChannel.Literal(redis.Key($"wake:{hostId}")),
        message =>
        {
            wake((string?)message ?? "");
            return Task.CompletedTask;
        },
        cancellation);
}
