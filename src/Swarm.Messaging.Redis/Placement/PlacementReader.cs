using System.Globalization;
using StackExchange.Redis;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Redis.Connection;

namespace Swarm.Messaging.Redis.Placement;

/// <summary>
/// Reads for people: several plain reads in a row, so that no script holds up placement while somebody looks. What it tells is as of
/// about the same moment, not of exactly one.
/// </summary>
internal sealed partial class PlacementReader(IDatabase redis, string root, StoreClock clock, PlacementOptions options)
{
    private const int AtATime = 500;

    private sealed record Snapshot(IReadOnlyList<TargetState> Targets, DateTimeOffset Now);

    public async Task<TargetsSnapshot> TargetsAsync(CancellationToken cancellation)
    {
        // First: whoever changes targets after this read is heard of by a higher version.
        var version = (long)await redis.StringGetAsync(root + "targets:version").ConfigureAwait(false);
        var (targets, now) = await ReadAsync(cancellation).ConfigureAwait(false);
        return new TargetsSnapshot(version, now, [.. targets.Select(t => t.Report(now, options.Lease))]);
    }

    private async Task<Snapshot> ReadAsync(CancellationToken cancellation)
    {
        var now = await NowAsync().ConfigureAwait(false);
        var targets = new List<TargetState>();
        var profiles = new Dictionary<string, Task<RedisValue[]>>(StringComparer.Ordinal);
        foreach (var ids in (await redis.SortedSetRangeByRankAsync(root + "targets").ConfigureAwait(false)).Chunk(AtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            var found = await Task.WhenAll(ids.Select(id => TargetAsync(id!, profiles))).ConfigureAwait(false);
            targets.AddRange(found.OfType<TargetState>());
        }

        return new Snapshot(targets, now);
    }

    private async Task<TargetState?> TargetAsync(string id, Dictionary<string, Task<RedisValue[]>> profiles)
    {
        var fields = redis.HashGetAllAsync($"{root}target:{id}");
        var used = redis.SortedSetLengthAsync($"{root}target:{id}:leases");
        var outcomes = redis.HashGetAllAsync($"{root}target:{id}:outcomes");
        var map = (await fields.ConfigureAwait(false)).ToStringDictionary();
        if (map.Count == 0)
            return null;
        var figures = (await outcomes.ConfigureAwait(false)).ToStringDictionary();
        return new TargetState(
            id,
            map["type"],
            map["host"],
            map["status"] == "active",
            int.Parse(map["slots"]),
            (int)await used.ConfigureAwait(false),
            long.Parse(map["order"]),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(map["seen"])),
            (await CapabilitiesAsync(map.GetValueOrDefault("tagged", map["plain"]), profiles).ConfigureAwait(false)).Select(c => (string)c!).ToHashSet(StringComparer.Ordinal),
            long.Parse(figures.GetValueOrDefault("total", "0")),
            long.Parse(figures.GetValueOrDefault("failed", "0")),
            Average(figures))
        {
            Why = map.GetValueOrDefault("why") is { Length: > 0 } why ? why : null,
            IsStopped = map.ContainsKey("rest"),
        };
    }

    // Many targets share a capability list: each list is read once.
    private Task<RedisValue[]> CapabilitiesAsync(string profile, Dictionary<string, Task<RedisValue[]>> profiles)
    {
        lock (profiles)
        {
            if (!profiles.TryGetValue(profile, out var read))
                profiles[profile] = read = redis.SetMembersAsync($"{root}profile:{profile}:caps");
            return read;
        }
    }

    private static double? Average(Dictionary<string, string> figures) =>
        figures.TryGetValue("avg", out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    private async Task<KindReport> KindAsync(string kind) => new(
        kind, await redis.SetLengthAsync($"{root}held:{kind}").ConfigureAwait(false), options.LimitOf(kind), options.StrategyOf(kind));

    private async Task<DateTimeOffset> NowAsync() => DateTimeOffset.FromUnixTimeMilliseconds((long)await PlacementFunctions.Now
        .RunAsync(redis, [root], new PlacementCall(clock, options).ToArguments()).ConfigureAwait(false));
}
