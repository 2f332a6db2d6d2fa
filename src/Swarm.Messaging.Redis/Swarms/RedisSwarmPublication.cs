using System.Text.Json;
using System.Text.Json.Serialization;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>Keys of fixed names. Each is written from what was read, and again until what is read is the same: of many that write, the last one has written what is true.</summary>
internal sealed class RedisSwarmPublication(SwarmRedis redis, RedisKeys keys, KeptBodies bodies, ISwarmRegistry registry) : ISwarmPublication
{
    private const int AtATime = 50;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private static readonly TimeSpan MetricsTtl = TimeSpan.FromHours(24);

    private IDatabaseAsync Redis => redis.Database;

    public async Task SwarmAsync(string swarmId, CancellationToken cancellation)
    {
        var swarm = await registry.GetAsync(swarmId, cancellation).ConfigureAwait(false);
        while (true)
        {
            await (swarm is null ? GoneAsync(swarmId, cancellation) : WriteAsync(swarm, cancellation)).ConfigureAwait(false);
            var now = await registry.GetAsync(swarmId, cancellation).ConfigureAwait(false);
            if (now?.Version == swarm?.Version && now?.CreatedAt == swarm?.CreatedAt)
                return;
            swarm = now;
        }
    }

    public async Task StateAsync(string swarmId, CancellationToken cancellation)
    {
        await MirrorAsync(
            () => Redis.HashGetAsync(redis.Key($"state:{swarmId}"), "doc"),
            doc => doc.IsNull ? Redis.KeyDeleteAsync(Fixed($"swarm:state:{swarmId}")) : Redis.StringSetAsync(Fixed($"swarm:state:{swarmId}"), doc, redis.Options.StateTtl),
            (a, b) => a == b).WaitAsync(cancellation).ConfigureAwait(false);
        foreach (var kind in new[] { KeptBodies.Snapshots, KeptBodies.Checkpoints })
            await IndexAsync(swarmId, kind).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task BlockingAsync(string swarmId, CancellationToken cancellation)
    {
        var since = await redis.NowAsync(cancellation).ConfigureAwait(false) - redis.Options.StateTtl;
        await MirrorAsync(
            () => Redis.HashGetAllAsync(redis.Key($"blocking:{swarmId}")),
            all => Task.WhenAll(all.Select(b => ShowAsync(swarmId, b, since))),
            (a, b) => a.ToHashSet().SetEquals(b)).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task WithdrawAsync(string swarmId, IReadOnlyCollection<string> names, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var gone = names.Select(n => n.Split(':', 2)).Select(n => n[0] == "coordinators" ? (RedisKey)BlockingKey(swarmId, n[1]) : bodies.Key(swarmId, n[0], n[1]));
        await Task.WhenAll(gone.Select(key => Redis.KeyDeleteAsync(key))).ConfigureAwait(false);
    }

    public async Task AllAsync(ReadOnlyMemory<byte> metrics, ReadOnlyMemory<byte> states, CancellationToken cancellation)
    {
        await Redis.StringSetAsync(Fixed("swarm:state:manager:stats"), states, MetricsTtl).WaitAsync(cancellation).ConfigureAwait(false);
        await Redis.StringSetAsync(Fixed("swarm:metrics"), metrics, MetricsTtl).WaitAsync(cancellation).ConfigureAwait(false);
        var known = await Redis.SortedSetRangeByRankAsync(redis.Key("all")).WaitAsync(cancellation).ConfigureAwait(false);
        var shown = await Redis.SortedSetRangeByRankAsync(Fixed("swarm:index")).WaitAsync(cancellation).ConfigureAwait(false);
        var members = await Task.WhenAll(SwarmStatuses.All.Select(status => Redis.SetMembersAsync(StatusKey(status)))).WaitAsync(cancellation).ConfigureAwait(false);
        foreach (var some in known.Concat(shown).Concat(members.SelectMany(m => m)).Select(id => (string)id!).Distinct(StringComparer.Ordinal).Chunk(AtATime))
        {
            await Task.WhenAll(some.Select(id => SwarmAsync(id, cancellation))).ConfigureAwait(false);
            await Task.WhenAll(some.Select(id => StateAsync(id, cancellation))).ConfigureAwait(false);
        }

        var kept = (await Redis.SortedSetRangeByRankAsync(redis.Key("archive")).WaitAsync(cancellation).ConfigureAwait(false)).ToHashSet();
        foreach (var old in (await Redis.SortedSetRangeByRankAsync(Fixed("swarm:archive:index")).WaitAsync(cancellation).ConfigureAwait(false)).Where(id => !kept.Contains(id)))
        {
            await Redis.KeyDeleteAsync(Fixed($"swarm:archive:{old}")).WaitAsync(cancellation).ConfigureAwait(false);
            await Redis.SortedSetRemoveAsync(Fixed("swarm:archive:index"), old).WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private Task WriteAsync(SwarmDocument swarm, CancellationToken cancellation) => Task.WhenAll(
        Redis.StringSetAsync(Fixed($"swarm:{swarm.Id}"), JsonSerializer.SerializeToUtf8Bytes(swarm, Json), redis.Options.SwarmTtl),
        Redis.SortedSetAddAsync(Fixed("swarm:index"), swarm.Id, swarm.CreatedAt.ToUnixTimeMilliseconds()),
        Task.WhenAll(SwarmStatuses.All.Select(status => status == swarm.Status
            ? Redis.SetAddAsync(StatusKey(status), swarm.Id)
            : Redis.SetRemoveAsync(StatusKey(status), swarm.Id)))).WaitAsync(cancellation);

    private async Task GoneAsync(string swarmId, CancellationToken cancellation)
    {
        await Task.WhenAll(
            Redis.KeyDeleteAsync(Fixed($"swarm:{swarmId}")),
            Redis.SortedSetRemoveAsync(Fixed("swarm:index"), swarmId),
            Task.WhenAll(SwarmStatuses.All.Select(status => Redis.SetRemoveAsync(StatusKey(status), swarmId)))).WaitAsync(cancellation).ConfigureAwait(false);
        if (await registry.ArchivedAsync(swarmId, cancellation).ConfigureAwait(false) is not { ArchivedAt: { } at } archived)
            return;
        await Task.WhenAll(
            Redis.StringSetAsync(Fixed($"swarm:archive:{swarmId}"), JsonSerializer.SerializeToUtf8Bytes(archived, Json), redis.Options.ArchiveRetention),
            Redis.SortedSetAddAsync(Fixed("swarm:archive:index"), swarmId, at.ToUnixTimeMilliseconds())).WaitAsync(cancellation).ConfigureAwait(false);
    }

    private Task IndexAsync(string swarmId, string kind)
    {
        var (source, index) = (redis.Key($"{kind}:{swarmId}"), bodies.IndexKey(swarmId, kind));
        return MirrorAsync(
            () => Redis.SortedSetRangeByRankWithScoresAsync(source),
            async entries =>
            {
                // In one step: nobody finds it empty in between.
                var step = Redis.CreateTransaction();
                _ = step.KeyDeleteAsync(index);
                if (entries.Length > 0)
                {
                    _ = step.SortedSetAddAsync(index, entries);
                    _ = step.KeyExpireAsync(index, redis.Options.StateTtl);
                }

                await step.ExecuteAsync().ConfigureAwait(false);
            },
            (a, b) => a.SequenceEqual(b));
    }

    private static async Task MirrorAsync<T>(Func<Task<T>> read, Func<T, Task> write, Func<T, T, bool> same)
    {
        var seen = await read().ConfigureAwait(false);
        while (true)
        {
            await write(seen).ConfigureAwait(false);
            var now = await read().ConfigureAwait(false);
            if (same(seen, now))
                return;
            seen = now;
        }
    }

    /// <summary>For what is left of its time; what others write does not lengthen it.</summary>
    private Task ShowAsync(string swarmId, HashEntry entry, DateTimeOffset since) => BlockingJson.Read(entry.Value, since) is { } blocking
        ? Redis.StringSetAsync(BlockingKey(swarmId, entry.Name!), entry.Value, DateTimeOffset.FromUnixTimeMilliseconds(blocking.Timestamp) - since)
        : Task.CompletedTask;

    private string StatusKey(string status) => Fixed($"swarm:status:{status}");

    private string BlockingKey(string swarmId, string coordinator) => Fixed($"swarm:{swarmId}:blocking:{coordinator}");

    private string Fixed(string name) => keys.Fixed(name);
}
