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

    private async Task<Snapshot> TargetsAsync(CancellationToken cancellation)
    {
        var now = await NowAsync().ConfigureAwait(false);
        var targets = new List<TargetState>();
        foreach (var ids in (await redis.SortedSetRangeByRankAsync(root + "targets").ConfigureAwait(false)).Chunk(AtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            var found = await Task.WhenAll(ids.Select(id => TargetAsync(id!))).ConfigureAwait(false);
            targets.AddRange(found.OfType<TargetState>());
        }

        return new Snapshot(targets, now);
    }

    private async Task<TargetState?> TargetAsync(string id)
    {
        var fields = redis.HashGetAllAsync($"{root}target:{id}");
        var used = redis.SortedSetLengthAsync($"{root}target:{id}:leases");
        var map = (await fields.ConfigureAwait(false)).ToStringDictionary();
        if (map.Count == 0)
            return null;
        var capabilities = await redis.SetMembersAsync($"{root}profile:{map.GetValueOrDefault("tagged", map["plain"])}:caps").ConfigureAwait(false);
        return new TargetState(
            id,
            map["type"],
            map["host"],
            map["status"] == "active",
            int.Parse(map["slots"]),
            (int)await used.ConfigureAwait(false),
            long.Parse(map["order"]),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(map["seen"])),
            [.. capabilities.Select(c => (string)c!).Order(StringComparer.Ordinal)]);
    }

    private async Task<DateTimeOffset> NowAsync() => DateTimeOffset.FromUnixTimeMilliseconds((long)await PlacementScripts.Now
        .RunAsync(redis, [root], new PlacementCall(clock, options).ToArguments()).ConfigureAwait(false));
}
