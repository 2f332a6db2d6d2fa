using System.Globalization;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Workflows.Breakers;

namespace Swarm.Messaging.Redis.Breakers;

/// <summary>A hash per breaker under <c>swarm-messaging:{breakers}:</c>; every step is a script, so that hosts agree.</summary>
internal sealed class RedisBreakerStore(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock, TimeProvider time) : IBreakerStore
{
    private static readonly TimeSpan KeptClosed = TimeSpan.FromHours(1);
    private static readonly RedisScript Enter = new("Breakers.breaker-enter.lua");
    private static readonly RedisScript Keep = new("Breakers.breaker-keep.lua");
    private static readonly RedisScript End = new("Breakers.breaker-end.lua");
    private static readonly RedisScript Reset = new("Breakers.breaker-reset.lua");

    private readonly IDatabase database = redis.GetDatabase();
    private readonly string breakers = keys.Global("{breakers}:breaker:");
    private readonly RedisKey index = keys.Global("{breakers}:index");

    public Task<BreakerEntry> EnterAsync(string key, string call, TimeSpan longest, BreakerLimits limits, CancellationToken cancellation) =>
        EnterAsync(key, call, longest, limits, isMade: false, cancellation);

    public Task<BreakerEntry> JoinAsync(string key, string call, TimeSpan longest, BreakerLimits limits, CancellationToken cancellation) =>
        EnterAsync(key, call, longest, limits, isMade: true, cancellation);

    public async Task<bool> KeepAsync(string key, string call, TimeSpan longest, CancellationToken cancellation) =>
        (int)await Keep.RunAsync(database, [Probes(key)], [clock.OffsetMs, call, Ms(longest)]).WaitAsync(cancellation).ConfigureAwait(false) == 1;

    public async Task<BreakerMove> EndAsync(string key, string call, BreakerVerdict verdict, BreakerLimits limits, CancellationToken cancellation) =>
        (int)await End.RunAsync(
            database,
            [breakers + key, Probes(key)],
            [clock.OffsetMs, call, verdict switch { BreakerVerdict.Success => 1, BreakerVerdict.Failure => 2, _ => 0 }, limits.Failures, Ms(limits.Window), limits.Successes])
            .WaitAsync(cancellation).ConfigureAwait(false) switch
        {
            1 => BreakerMove.Opened,
            3 => BreakerMove.Closed,
            4 => BreakerMove.Reopened,
            _ => BreakerMove.None,
        };

    public async Task<bool> ResetAsync(string key, CancellationToken cancellation) =>
        (int)await Reset.RunAsync(database, [breakers + key, Probes(key), index], [key]).WaitAsync(cancellation).ConfigureAwait(false) == 1;

    public async Task<IReadOnlyList<NodeBreaker>> ListAsync(int limit, BreakerLimits limits, CancellationToken cancellation)
    {
        var names = await database.SortedSetRangeByRankAsync(index, 0, limit - 1, Order.Descending).WaitAsync(cancellation).ConfigureAwait(false);
        var hashes = await Task.WhenAll(names.Select(name => database.HashGetAllAsync(breakers + name))).WaitAsync(cancellation).ConfigureAwait(false);
        var now = time.GetUtcNow() + clock.Offset;
        return [.. names.Zip(hashes, (name, hash) => Read(name!, hash.ToDictionary(f => (string)f.Name!, f => (string)f.Value!, StringComparer.Ordinal), limits, now))];
    }

    private async Task<BreakerEntry> EnterAsync(string key, string call, TimeSpan longest, BreakerLimits limits, bool isMade, CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await Enter.RunAsync(
            database,
            [breakers + key, Probes(key), index],
            [clock.OffsetMs, key, call, Ms(longest), Ms(limits.Rest), limits.Probes, breakers, Ms(KeptClosed), isMade ? 1 : 0]).WaitAsync(cancellation).ConfigureAwait(false))!;
        return new BreakerEntry(
            (int)reply[0] == 1, (int)reply[1] == 1, TimeSpan.FromMilliseconds((long)reply[2]), (int)reply[3] == 1 ? BreakerMove.HalfOpen : BreakerMove.None, (int)reply[4] == 1);
    }

    private static NodeBreaker Read(string key, Dictionary<string, string> fields, BreakerLimits limits, DateTimeOffset now)
    {
        var state = fields.GetValueOrDefault("state", "closed");
        var since = (now - limits.Window).ToUnixTimeMilliseconds();
        var failures = fields.GetValueOrDefault("failed", "").Split(',', StringSplitOptions.RemoveEmptyEntries).Count(at => Number(at) > since);
        DateTimeOffset? opened = fields.TryGetValue("openedAt", out var ms) ? DateTimeOffset.FromUnixTimeMilliseconds(Number(ms)) : null;
        return new NodeBreaker(
            key, state, failures, Number(fields.GetValueOrDefault("breaks", "0")), Number(fields.GetValueOrDefault("rejected", "0")),
            opened, state == "open" ? opened + limits.Rest : null);
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static long Ms(TimeSpan span) => (long)span.TotalMilliseconds;

    private RedisKey Probes(string key) => $"{breakers}{key}:probes";
}
