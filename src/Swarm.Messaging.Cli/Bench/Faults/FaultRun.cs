using Swarm.Messaging.Cli.Fleet;

namespace Swarm.Messaging.Cli.Bench.Faults;

/// <summary>Makes everything of a plan go wrong, each process's faults one after the other, and puts it right again.</summary>
internal sealed class FaultRun(HostFleet fleet, IReadOnlyList<Fault> plan, Action<string> say)
{
    private static readonly TimeSpan BetweenStarts = TimeSpan.FromMilliseconds(500);

    private long began;

    /// <summary>Returns when the last fault is over and every process runs.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(plan.GroupBy(f => f.Process).Select(g => OfOneAsync([.. g], cancellation))).ConfigureAwait(false);
    }

    private async Task OfOneAsync(IReadOnlyList<Fault> faults, CancellationToken cancellation)
    {
        foreach (var fault in faults)
        {
            if (fault.At - TimeProvider.System.GetElapsedTime(began) is { Ticks: > 0 } rest)
                await Task.Delay(rest, TimeProvider.System, cancellation).ConfigureAwait(false);
            say(fault.ToString());
            await (fault.Kind == FaultKind.Redis ? RedisAsync(fault, cancellation) : HostAsync(fleet.Hosts[fault.Process], fault, cancellation)).ConfigureAwait(false);
        }
    }

    private async Task RedisAsync(Fault fault, CancellationToken cancellation)
    {
        await fleet.RedisServer.KillAsync().ConfigureAwait(false);
        await Task.Delay(fault.For, TimeProvider.System, cancellation).ConfigureAwait(false);
        await fleet.RedisServer.RestartAsync(cancellation).ConfigureAwait(false);
    }

    private static async Task HostAsync(FleetHost host, Fault fault, CancellationToken cancellation)
    {
        switch (fault.Kind)
        {
            case FaultKind.Pause:
                host.Pause();
                break;
            case FaultKind.Kill:
                await host.KillAsync().ConfigureAwait(false);
                break;
            case FaultKind.Stall:
                await host.StallAsync().ConfigureAwait(false);
                break;
            default:
                await host.CutAsync().ConfigureAwait(false);
                break;
        }

        await Task.Delay(fault.For, TimeProvider.System, cancellation).ConfigureAwait(false);
        host.Continue();
        await host.HealAsync().ConfigureAwait(false);
        if (fault.Kind == FaultKind.Kill)
            await StartAsync(host, cancellation).ConfigureAwait(false);
    }

    /// <summary>One that finds no Redis ends; a service manager would start it again.</summary>
    private static async Task StartAsync(FleetHost host, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await host.StartAsync(cancellation).ConfigureAwait(false);
                return;
            }
            catch (FleetException)
            {
                await Task.Delay(BetweenStarts, TimeProvider.System, cancellation).ConfigureAwait(false);
            }
        }
    }
}
