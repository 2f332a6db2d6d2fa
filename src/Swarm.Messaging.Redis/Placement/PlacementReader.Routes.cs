using StackExchange.Redis;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Redis.Placement;

internal sealed partial class PlacementReader
{
    public async Task<IReadOnlyList<RouteReport>> RoutesAsync(CancellationToken cancellation)
    {
        var routes = new List<RouteReport>();
        var names = (await redis.SortedSetRangeByRankAsync(root + "routes").ConfigureAwait(false)).Select(r => (string)r!).Order(StringComparer.Ordinal);
        foreach (var part in names.Chunk(AtATime))
        {
            cancellation.ThrowIfCancellationRequested();
            var found = await Task.WhenAll(part.Select(RouteAsync)).ConfigureAwait(false);
            routes.AddRange(found.OfType<RouteReport>());
        }

        return routes;
    }

    private async Task<RouteReport?> RouteAsync(string route)
    {
        var counts = redis.HashGetAllAsync($"{root}route:{route}");
        var last = redis.ListRangeAsync($"{root}route:{route}:last");
        var figures = (await counts.ConfigureAwait(false)).ToStringDictionary();
        if (figures.Count == 0)
            return null;
        var (total, failed) = (long.Parse(figures["total"]), long.Parse(figures["failed"]));
        return new RouteReport(
            route, [.. (await last.ConfigureAwait(false)).Reverse().Select(entry => Outcome(entry!))], total - failed, failed, Average(figures));
    }

    // time|success|target
    private static RouteOutcome Outcome(string entry)
    {
        var parts = entry.Split('|', 3);
        return new RouteOutcome(parts[2], DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[0])), parts[1] == "1");
    }
}
