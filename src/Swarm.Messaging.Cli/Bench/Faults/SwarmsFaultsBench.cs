using System.Collections.Concurrent;
using Swarm.Messaging.Cli.Fleet;
using Swarm.Messaging.Client.Agents;

namespace Swarm.Messaging.Cli.Bench.Faults;

/// <summary>
/// Hosts as processes under a random plan of faults, with load all the while; then everything that must still be true is checked: in the write log,
/// in the pool, in what receivers wrote down, in every task and every swarm. Repeatable by its seed.
/// </summary>
internal sealed class SwarmsFaultsBench(BenchSettings settings, Action<string> say)
{
    private const int SwarmsOfEach = 2;

    private static readonly TimeSpan LongestFault = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly ConcurrentDictionary<string, int> executed = new();
    private readonly int seed = settings.Seed ?? Random.Shared.Next();
    private readonly string[] swarms = [.. Enumerable.Range(1, settings.Processes * SwarmsOfEach).Select(n => $"swarm-{n}")];

    private string network = "";

    private TimeSpan Duration => TimeSpan.FromSeconds(settings.Count);

    public async Task<BenchReport> RunAsync(CancellationToken cancellation)
    {
        var longest = Duration / 2 < LongestFault ? Duration / 2 : LongestFault;
        var plan = FaultPlan.Of(seed, settings.Processes, Duration, longest);
        say($"seed {seed}: {plan.Count} faults in {settings.Count} s, {settings.Processes} processes, lease {settings.Lease.TotalSeconds:0} s");
        var fleet = await HostFleet.StartAsync(
            new() { Broker = settings.Broker, CanFail = true, Journal = true, Settings = [.. FleetTimes.Leadership(settings.Lease), .. FleetTimes.ShortInterruptions] }, settings.Processes, cancellation)
            .ConfigureAwait(false);
        await using var fleetEnd = fleet.ConfigureAwait(false);
        network = fleet.Network;
        say($"network: {network}");
        var agents = await FleetAgents.StartAsync(fleet, cancellation).ConfigureAwait(false);
        await using var agentsEnd = agents.ConfigureAwait(false);
        await agents.AddAsync("worker", swarms, SwarmsOfEach * settings.Processes, WorkAsync, cancellation).ConfigureAwait(false);
        await fleet.RegisterAsync(swarms, cancellation).ConfigureAwait(false);
        await fleet.SetPoolAsync(FaultLoad.Resource, FaultLoad.PoolSize, cancellation).ConfigureAwait(false);

        var load = new FaultLoad(fleet, swarms, seed);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var loading = load.RunAsync(enough.Token);
        try
        {
            await new FaultRun(fleet, plan, say).RunAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            say("the last fault is over");
            await enough.CancelAsync().ConfigureAwait(false);
            await loading.ConfigureAwait(false);
        }

        var over = TimeProvider.System.GetTimestamp();
        var check = new FaultCheck(fleet, load, swarms, executed, say);
        var found = await check.SettleAsync(Patience, cancellation).ConfigureAwait(false);
        var settled = TimeProvider.System.GetElapsedTime(over);
        found.AddRange(await check.AtTheEndAsync(cancellation).ConfigureAwait(false));
        return found.Count == 0
            ? Report(plan, load, check, settled)
            : throw new BenchWrongException($"seed {seed}:\n{string.Join('\n', found.Take(40).Select(f => $"  {f}"))}");
    }

    private Task<AgentResult> WorkAsync(AgentTask task, CancellationToken cancellation)
    {
        executed.AddOrUpdate(task.TaskId, 1, (_, n) => n + 1);
        return Task.FromResult(AgentResult.Ok());
    }

    private BenchReport Report(IReadOnlyList<Fault> plan, FaultLoad load, FaultCheck check, TimeSpan settled) => new(
        "swarms-faults", "real", BenchMachine.Here(),
        new Dictionary<string, object>
        {
            ["seed"] = seed, ["seconds"] = settings.Count, ["processes"] = settings.Processes, ["swarms"] = swarms.Length, ["leaseSeconds"] = settings.Lease.TotalSeconds,
            ["network"] = network,
        },
        [
            .. Enum.GetValues<FaultKind>().Select(k => new BenchResult($"faults_{k.ToString().ToLowerInvariant()}", plan.Count(f => f.Kind == k), "")),
            new("leader_epochs", check.Writes.Count == 0 ? 0 : check.Writes[^1].Epoch, ""), new("leader_writes", check.Writes.Count, ""),
            new("messages_accepted", load.Messages.Count, ""), new("messages_lost", 0, "", "0"), new("messages_again", check.Again, ""),
            new("pool_samples", load.Samples, ""), new("allocations", load.Allocations, ""), new("oversubscribed", 0, "", "0"),
            new("interruptions", check.Interruptions, ""), new("tasks_accepted", load.Tasks.Count, ""), new("tasks_lost", 0, "", "0"),
            new("executions", executed.Values.Sum(), ""), new("calls_refused", load.Refused, ""), new("calls_without_answer", load.Unanswered, ""), new("settled_s", Math.Round(settled.TotalSeconds, 1), "s"),
        ]);
}
