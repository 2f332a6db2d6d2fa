using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Workflows.Caching;

namespace Swarm.Messaging.Redis.Caching;

/// <summary>A string per result under <c>swarm-messaging:{cache}:</c>, which Redis forgets by itself; an index keeps their sum within bounds.</summary>
internal sealed class RedisSharedResults(IConnectionMultiplexer redis, RedisKeys keys) : ISharedResults
{
    /// <summary>A claim that is doubted stands for as long, should its task be tried again for long.</summary>
    private static readonly TimeSpan Doubted = TimeSpan.FromDays(1);

    private static readonly RedisScript Enter = new("Caching.cache-enter.lua");
    private static readonly RedisScript Put = new("Caching.cache-put.lua");
    private static readonly RedisScript Release = new("Caching.cache-release.lua");
    private static readonly RedisScript Figures = new("Caching.cache-figures.lua");
    private static readonly RedisScript Clear = new("Caching.cache-clear.lua");

    private readonly IDatabase database = redis.GetDatabase();
    private readonly string results = keys.Global("{cache}:result:");
    private readonly string claims = keys.Global("{cache}:claim:");
    private readonly RedisKey index = keys.Global("{cache}:index");
    private readonly RedisKey sizes = keys.Global("{cache}:sizes");
    private readonly RedisKey sum = keys.Global("{cache}:bytes");

    public async Task<SharedStanding> EnterAsync(string key, string owner, TimeSpan claim, CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await Enter.RunAsync(database, [results + key, claims + key], [owner, (long)claim.TotalMilliseconds, (long)Doubted.TotalMilliseconds])
            .WaitAsync(cancellation).ConfigureAwait(false))!;
        return (int)reply[0] switch
        {
            // What this version cannot read it makes anew.
            1 => PackedResult.Read((byte[])reply[1]!) is { } result
                ? new SharedStanding.Found(result, TimeSpan.FromMilliseconds(Math.Max(1, (long)reply[2])))
                : new SharedStanding.Mine(),
            2 => new SharedStanding.Mine(),
            _ => new SharedStanding.Others(reply.Length > 1 ? (string?)reply[1] : null),
        };
    }

    public Task PutAsync(string key, string owner, PackedResult result, TimeSpan ttl, SharedRoom room, CancellationToken cancellation) => Put.RunAsync(
        database,
        [results + key, claims + key, index, sizes, sum],
        [key, owner, result.Bytes, Math.Max(1, (long)ttl.TotalMilliseconds), room.Bytes, room.Entries, results]).WaitAsync(cancellation);

    public Task ReleaseAsync(string key, string owner, CancellationToken cancellation) =>
        Release.RunAsync(database, [claims + key], [owner]).WaitAsync(cancellation);

    public async Task<IReadOnlyList<string?>> OwnersAsync(IReadOnlyList<string> keys, CancellationToken cancellation) =>
        [.. (await database.StringGetAsync([.. keys.Select(key => (RedisKey)(claims + key))]).WaitAsync(cancellation).ConfigureAwait(false)).Select(owner => (string?)owner)];

    public async Task<SharedFigures> FiguresAsync(CancellationToken cancellation)
    {
        var reply = (RedisResult[])(await Figures.RunAsync(database, [index, sum], []).WaitAsync(cancellation).ConfigureAwait(false))!;
        return new SharedFigures((long)reply[0], (long)reply[1]);
    }

    public async Task<long> ClearAsync(CancellationToken cancellation) =>
        (long)await Clear.RunAsync(database, [index, sizes, sum], [results]).WaitAsync(cancellation).ConfigureAwait(false);
}
