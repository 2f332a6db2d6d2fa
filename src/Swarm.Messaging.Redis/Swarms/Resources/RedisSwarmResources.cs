using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StackExchange.Redis.Availability;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Resources;

namespace Swarm.Messaging.Redis.Swarms.Resources;

/// <summary>Pools and leases under the tag of swarms; resources.lua has the keys. Copies stand under <c>swarm:resources:{type}:...</c>.</summary>
internal sealed class RedisSwarmResources(
    IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock, IOptions<ResourceOptions> options, IOptions<LeadershipOptions> leadership) : ISwarmResources
{
    private const int AtATime = 1_000;

    private static readonly RedisScript Set = Script("resource-set");
    private static readonly RedisScript Allocate = Script("resource-allocate");
    private static readonly RedisScript Release = Script("resource-release");
    private static readonly RedisScript Optimise = new(
        "Swarms.Leadership.leader.lua", "Swarms.Resources.resources.lua", "Swarms.Resources.resource-optimise.lua");

    private readonly IDatabaseAsync database = redis.GetDatabase().WithRetry();
    private readonly string root = keys.Swarms;

    public async Task<PoolSet> SetAsync(string type, long total, CommandMark? command, CancellationToken cancellation)
    {
        var reply = (RedisValue[])(await RunAsync(Set, [type, total, command?.Text ?? ""], cancellation).ConfigureAwait(false))!;
        return (int)reply[0] switch
        {
            0 => new PoolSet.TooSmall((long)reply[1]),
            -1 => new PoolSet.Other(),
            var said => new PoolSet.Done(await ReadAsync(type).ConfigureAwait(false), said == 1),
        };
    }

    public async Task<Allocation> AllocateAsync(string type, string swarmId, long amount, string leaseId, CommandMark? command, CancellationToken cancellation)
    {
        var reply = (RedisValue[])(await RunAsync(Allocate, [type, swarmId, amount, leaseId, Lease, command?.Text ?? ""], cancellation).ConfigureAwait(false))!;
        return (string)reply[0]! switch
        {
            "short" => new Allocation.Short((long)reply[1]),
            "no_swarm" => new Allocation.NoSwarm((string)reply[1]! is { Length: > 0 } status ? status : null),
            "conflict" => new Allocation.Conflict(),
            "other" => new Allocation.Other(),
            var said => new Allocation.Granted(leaseId, (long)reply[1], await ReadAsync(type).ConfigureAwait(false), said == "granted"),
        };
    }

    public async Task<(long Released, ResourcePool Pool, Given When)> ReleaseAsync(
        string type, string swarmId, long amount, string? leaseId, CommandMark? command, CancellationToken cancellation)
    {
        var reply = (RedisValue[])(await RunAsync(Release, [type, swarmId, amount, leaseId ?? "", command?.Text ?? ""], cancellation).ConfigureAwait(false))!;
        return ((long)reply[0], await ReadAsync(type).ConfigureAwait(false), (int)reply[1] switch { 1 => Given.Now, 0 => Given.Before, _ => Given.Never });
    }

    public async Task<IReadOnlyList<FreedLease>?> OptimiseAsync(LeaderTerm term, CancellationToken cancellation)
    {
        var reply = (RedisValue[])(await RunAsync(
            Optimise, [leadership.Value.WriteLog, term.Token, term.Epoch, Lease, AtATime], cancellation).ConfigureAwait(false))!;
        return (string)reply[0]! == "stale" ? null : [.. reply[1..].Chunk(4).Select(f => new FreedLease(f[0]!, f[1]!, f[2]!, (long)f[3]))];
    }

    public async Task<IReadOnlyList<ResourcePool>> ListAsync(CancellationToken cancellation)
    {
        var types = await database.SetMembersAsync(root + "pools").WaitAsync(cancellation).ConfigureAwait(false);
        return await Task.WhenAll(types.Select(t => (string)t!).Order(StringComparer.Ordinal).Select(ReadAsync)).WaitAsync(cancellation).ConfigureAwait(false);
    }

    public async Task<long> AllocationsAsync(CancellationToken cancellation) =>
        (long)await database.HashGetAsync(root + "totals", "resourceAllocations").WaitAsync(cancellation).ConfigureAwait(false);

    public async Task ShowAsync(CancellationToken cancellation)
    {
        foreach (var type in await database.SetMembersAsync(root + "pools").WaitAsync(cancellation).ConfigureAwait(false))
            await ShowAsync(type!, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whoever wrote looks whether it wrote the newest, and writes again if not: so the last to write writes what is true.</summary>
    private async Task ShowAsync(string type, CancellationToken cancellation)
    {
        var shown = $"{root}shown:{type}";
        RedisValue version;
        do
        {
            version = await database.HashGetAsync($"{root}pool:{type}", "version").WaitAsync(cancellation).ConfigureAwait(false);
            var pool = await ReadAsync(type).ConfigureAwait(false);
            var gone = (await database.SetMembersAsync(shown).ConfigureAwait(false)).Where(s => !pool.Held.ContainsKey(s!)).ToList();
            // Noted first: what is shown is also taken away again.
            if (pool.Held.Count > 0)
                await database.SetAddAsync(shown, [.. pool.Held.Keys.Select(s => (RedisValue)s)]).ConfigureAwait(false);
            await database.StringSetAsync(Fixed(type, "available"), pool.Available).ConfigureAwait(false);
            await Task.WhenAll([
                .. pool.Held.Select(h => database.StringSetAsync(Fixed(type, h.Key), h.Value)),
                .. gone.Select(s => database.KeyDeleteAsync(Fixed(type, s!))),
            ]).WaitAsync(cancellation).ConfigureAwait(false);
            if (gone.Count > 0)
                await database.SetRemoveAsync(shown, [.. gone]).ConfigureAwait(false);
        }
        while (await database.HashGetAsync($"{root}pool:{type}", "version").WaitAsync(cancellation).ConfigureAwait(false) != version);
    }

    private async Task<ResourcePool> ReadAsync(string type)
    {
        var held = database.HashGetAllAsync($"{root}holds:{type}");
        var v = await database.HashGetAsync($"{root}pool:{type}", ["total", "available"]).ConfigureAwait(false);
        return new ResourcePool(
            type, (long)v[0], (long)v[1], (await held.ConfigureAwait(false)).ToDictionary(h => (string)h.Name!, h => (long)h.Value, StringComparer.Ordinal));
    }

    private RedisKey Fixed(string type, string what) => keys.Fixed($"swarm:resources:{type}:{what}");

    private long Lease => (long)options.Value.Lease.TotalMilliseconds;

    // Cancelled only before the script is sent: after that its outcome would be unknown.
    private Task<RedisResult> RunAsync(RedisScript script, ReadOnlySpan<RedisValue> arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return script.RunAsync(database, [root], [clock.OffsetMs, .. arguments]);
    }

    private static RedisScript Script(string name) => new("Swarms.Resources.resources.lua", "Swarms.swarm-applied.lua", $"Swarms.Resources.{name}.lua");
}
