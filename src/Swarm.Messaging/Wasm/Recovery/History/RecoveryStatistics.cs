using Swarm.Messaging.Channels;

namespace Swarm.Messaging.Wasm.Recovery.History;

/// <summary>Counts of all hosts, added by the store.</summary>
internal sealed class RecoveryStatistics(ICounters counters)
{
    private const string Area = "wasm-errors";
    private const string Type = "type:";
    private const string Instance = "instance:";

    /// <summary>Instances come and go; of more than this those with the fewest errors are forgotten.</summary>
    private const int MostInstances = 1_000;

    public Task FailedAsync(string errorType, string? instanceId, CancellationToken cancellation)
    {
        var more = new Dictionary<string, double> { ["totalErrors"] = 1, [Type + errorType] = 1 };
        if (instanceId is not null)
            more[Instance + instanceId] = 1;
        if (errorType == ErrorTypes.Panic)
            more["panicsHandled"] = 1;
        return counters.AddAsync(Area, more, cancellation);
    }

    public Task RecoveredAsync(TimeSpan after, CancellationToken cancellation) => counters.AddAsync(
        Area, new Dictionary<string, double> { ["recoveredErrors"] = 1, ["recoveryTime"] = Math.Max(0, after.TotalMilliseconds) }, cancellation);

    public Task FallbackAsync(CancellationToken cancellation) => OneMoreAsync("fallbackActivated", cancellation);

    public Task CriticalAsync(CancellationToken cancellation) => OneMoreAsync("criticalFailures", cancellation);

    public async Task<RecoveryFigures> ReadAsync(int active, int historySize, CancellationToken cancellation)
    {
        var all = await counters.ReadAsync(Area, cancellation).ConfigureAwait(false);
        var instances = Named(all, Instance);
        if (instances.Count > MostInstances)
            await counters.RemoveAsync(Area, [.. instances.OrderByDescending(i => i.Value).Skip(MostInstances / 2).Select(i => Instance + i.Key)], cancellation).ConfigureAwait(false);
        return Figures(all, instances, active, historySize);
    }

    private static RecoveryFigures Figures(IReadOnlyDictionary<string, double> all, Dictionary<string, long> instances, int active, int historySize)
    {
        var (recovered, fallback) = (Count(all, "recoveredErrors"), Count(all, "fallbackActivated"));
        return new RecoveryFigures(
            Count(all, "totalErrors"), recovered, fallback, Count(all, "panicsHandled"), Count(all, "criticalFailures"),
            recovered == 0 ? 0 : Math.Round(all.GetValueOrDefault("recoveryTime") / recovered, 2),
            Named(all, Type), instances, active, historySize,
            Rate(recovered, recovered + fallback), Rate(fallback, recovered + fallback));
    }

    private static long Count(IReadOnlyDictionary<string, double> all, string name) => (long)all.GetValueOrDefault(name);

    private static Dictionary<string, long> Named(IReadOnlyDictionary<string, double> all, string prefix) => all
        .Where(c => c.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(c => c.Key[prefix.Length..], c => (long)c.Value, StringComparer.Ordinal);

    private static double Rate(long part, long whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 2);

    private Task OneMoreAsync(string name, CancellationToken cancellation) =>
        counters.AddAsync(Area, new Dictionary<string, double> { [name] = 1 }, cancellation);
}
