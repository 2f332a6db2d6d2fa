using System.Diagnostics;
using Swarm.Messaging.Cli.Fleet;

namespace Swarm.Messaging.Cli.Bench.Faults;

/// <summary>
/// kill -9 of the process that leads, again and again, at any moment between two renewals: how long nobody leads. That no two led at a time is read
/// from the write log afterwards.
/// </summary>
internal sealed class SwarmsFailoverBench(BenchSettings settings, Action<string> say)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly int seed = settings.Seed ?? Random.Shared.Next();

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        var (random, took) = (new Random(seed), new List<double>());
        say($"seed {seed}: {settings.Count} kills, {settings.Processes} processes, lease {settings.Lease.TotalSeconds:0} s");
        var fleet = await HostFleet.StartAsync(new() { Broker = settings.Broker, Settings = FleetTimes.Leadership(settings.Lease) }, settings.Processes, cancellation).ConfigureAwait(false);
        await using var end = fleet.ConfigureAwait(false);
        await fleet.RegisterAsync([.. Enumerable.Range(1, settings.Processes).Select(n => $"swarm-{n}")], cancellation).ConfigureAwait(false);
        for (var kill = 1; kill <= settings.Count; kill++)
        {
            await Until.HoldsAsync(async () => await LeaderAsync(fleet, cancellation).ConfigureAwait(false) is not null, "a process leads", Patience, cancellation).ConfigureAwait(false);
            await Task.Delay(FleetTimes.Renew(settings.Lease) * random.NextDouble(), TimeProvider.System, cancellation).ConfigureAwait(false);
            var (host, epoch) = await LeaderAsync(fleet, cancellation).ConfigureAwait(false) ?? throw new BenchWrongException("The leader lost its lease while all was well.");
            var began = Stopwatch.GetTimestamp();
            await host.KillAsync().ConfigureAwait(false);
            while (!(await fleet.Store.LeaderAsync(cancellation).ConfigureAwait(false) is { } now && now.Epoch > epoch))
            {
                if (Stopwatch.GetElapsedTime(began) > Patience)
                    throw new BenchWrongException($"Nobody leads {Patience.TotalSeconds:0} s after the kill of {host.Name}.");
                await Task.Delay(Look, TimeProvider.System, cancellation).ConfigureAwait(false);
            }

            took.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            say($"kill {kill}: {host.Name}, epoch {epoch}; another leads {took[^1]:0.0} s later");
            await host.StartAsync(cancellation).ConfigureAwait(false);
            // Whoever has no swarm cannot lead; those of the dead one come to others when they are recovered.
            await fleet.RegisterAsync([$"swarm-{settings.Processes + kill}"], cancellation).ConfigureAwait(false);
        }

        var writes = await fleet.Store.WritesAsync(cancellation).ConfigureAwait(false);
        var wrong = WriteLogCheck.Violations(writes).Concat(WriteLogCheck.Early(writes, settings.Lease)).ToList();
        if (wrong.Count > 0)
            throw new BenchWrongException($"seed {seed}:\n{string.Join('\n', wrong.Select(w => $"  {w}"))}");
        took.Sort();
        var usual = settings.Lease == BenchSettings.LeaderLease;
        return new(
            "swarms-failover", "real", BenchMachine.Here(),
            new Dictionary<string, object> { ["seed"] = seed, ["kills"] = settings.Count, ["processes"] = settings.Processes, ["leaseSeconds"] = settings.Lease.TotalSeconds },
            [
                new("failover_median_s", Math.Round(Median(took), 2), "s", usual ? "< 12" : null), new("failover_worst_s", Math.Round(took[^1], 2), "s", usual ? "< 20" : null),
                new("failover_best_s", Math.Round(took[0], 2), "s"), new("leader_epochs", writes[^1].Epoch, ""), new("leader_writes", writes.Count, ""), new("overlaps", 0, "", "0"),
            ]);
    }

    private static async Task<(FleetHost Host, long Epoch)?> LeaderAsync(HostFleet fleet, CancellationToken cancellation) =>
        await fleet.Store.LeaderAsync(cancellation).ConfigureAwait(false) is { } leader && fleet.Hosts.FirstOrDefault(h => h.Is(leader)) is { } host ? (host, leader.Epoch) : null;

    private static double Median(List<double> sorted) => (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
}
