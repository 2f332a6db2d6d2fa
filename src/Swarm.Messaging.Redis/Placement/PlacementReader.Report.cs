using StackExchange.Redis;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Redis.Placement;

internal sealed partial class PlacementReader
{
    private const int MostClasses = 100;

    public async Task<PlacementReport> ReportAsync(CancellationToken cancellation)
    {
        var leases = redis.SortedSetLengthAsync(root + "leases");
        var grants = redis.SortedSetLengthAsync(root + "grants");
        var returned = redis.SortedSetLengthAsync(root + "returns");
        var backlog = redis.HashGetAllAsync(root + "backlog");
        var classes = redis.HashGetAllAsync(root + "classes");
        var kinds = (await redis.SetMembersAsync(root + "kinds").ConfigureAwait(false)).Select(k => (string)k!)
            .Union(options.KindLimits.Keys).Union(options.Strategies.Keys).Order(StringComparer.Ordinal);
        var (targets, now) = await ReadAsync(cancellation).ConfigureAwait(false);
        return new PlacementReport(
            [.. targets.Select(t => t.Report(now, options.Lease))],
            Queues(await backlog.ConfigureAwait(false), await classes.ConfigureAwait(false)),
            await Task.WhenAll(kinds.Select(KindAsync)).ConfigureAwait(false),
            await leases.ConfigureAwait(false),
            await grants.ConfigureAwait(false))
        {
            Returned = await returned.ConfigureAwait(false),
        };
    }

    private QueueReport[] Queues(HashEntry[] backlog, HashEntry[] classes)
    {
        var byKind = classes.ToLookup(c => ((string)c.Name!).Split('/')[0]);
        return
        [
            .. backlog.OrderBy(b => (string)b.Name!, StringComparer.Ordinal).Select(b => new QueueReport(
                b.Name!,
                (long)b.Value,
                options.BacklogBound,
                byKind[b.Name!].OrderByDescending(c => (long)c.Value).Take(MostClasses)
                    .ToDictionary(c => (string)c.Name!, c => (long)c.Value))),
        ];
    }
}
