using Swarm.Messaging.Cli.Fleet;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Cli.Bench.Faults;

/// <summary>What must be true when all faults are over, whatever they were.</summary>
internal sealed class FaultCheck(HostFleet fleet, FaultLoad load, IReadOnlyList<string> swarms, IReadOnlyDictionary<string, int> executed, Action<string> say)
{
    private static readonly TimeSpan BetweenWords = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> ended = [];

    public IReadOnlyList<LeaderWrite> Writes { get; private set; } = [];

    /// <summary>Receptions beyond the first, of the same message by the same swarm: a process had died before it acknowledged.</summary>
    public int Again { get; private set; }

    public int Interruptions { get; private set; }

    /// <summary>Waits until every swarm is active, every message received, every task ended, and tells what is still missing.</summary>
    /// <returns>What did not come about.</returns>
    public async Task<List<string>> SettleAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        var told = TimeSpan.Zero;
        while (true)
        {
            var missing = await TryAsync(() => MissingAsync(cancellation), cancellation).ConfigureAwait(false);
            var waited = TimeProvider.System.GetElapsedTime(began);
            if (missing.Count == 0 || waited > patience)
                return missing;
            if (waited - told > BetweenWords)
            {
                told = waited;
                say($"{waited.TotalSeconds:0} s after the last fault {missing.Count:N0} things are missing; the first: {missing[0]}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    /// <returns>What is wrong.</returns>
    public async Task<IReadOnlyList<string>> AtTheEndAsync(CancellationToken cancellation)
    {
        var found = new List<string>(load.Violations);
        Writes = await fleet.Store.WritesAsync(cancellation).ConfigureAwait(false);
        found.AddRange(WriteLogCheck.Violations(Writes));
        if (Writes.Count == 0)
            found.Add("Nobody has ever led.");
        found.AddRange(await PoolAsync().ConfigureAwait(false));
        Again = Received().GroupBy(r => r).Sum(g => g.Count() - 1);
        foreach (var swarm in swarms)
            Interruptions += (await fleet.SwarmAsync(swarm, cancellation).ConfigureAwait(false)).Timeline
                .Count(t => t.From != t.To && t.To.Equals(SwarmStatuses.Interrupted, StringComparison.OrdinalIgnoreCase));
        return found;
    }

    private async Task<List<string>> MissingAsync(CancellationToken cancellation)
    {
        var missing = new List<string>();
        foreach (var swarm in (await Task.WhenAll(swarms.Select(fleet.Store.SwarmAsync)).ConfigureAwait(false)).Where(s => s.Status != SwarmStatuses.Active))
            missing.Add($"The swarm {swarm.Id} is {swarm.Status}{(swarm.Reason is { Length: > 0 } why ? $": {why}" : "")}.");
        var received = Received().ToHashSet();
        missing.AddRange(
            from message in load.Messages
            from receiver in message.Value
            where !received.Contains((receiver, message.Key))
            select $"The message {message.Key} was accepted and {receiver} has not received it.");
        foreach (var task in load.Tasks.Where(t => !ended.Contains(t)))
        {
            var seen = await fleet.TaskAsync(task, cancellation).ConfigureAwait(false);
            if (seen.Outcome != "completed")
                missing.Add($"The task {task} is {seen.Status}{(seen.Outcome is { } how ? $": {how}" : "")}, with {seen.TargetSwarm ?? "nobody"}.");
            else if (!executed.Keys.Any(e => e == task || e.StartsWith($"{task}~", StringComparison.Ordinal)))
                missing.Add($"The task {task} is said to be completed and nobody has done it.");
            else
                ended.Add(task);
        }

        return missing;
    }

    private async Task<IEnumerable<string>> PoolAsync()
    {
        var pool = await fleet.Store.PoolAsync(FaultLoad.Resource).ConfigureAwait(false);
        var leased = await fleet.Store.LeasedAsync(FaultLoad.Resource).ConfigureAwait(false);
        var found = FaultLoad.Faults(pool).ToList();
        if (pool.Total != FaultLoad.PoolSize || pool.Available + leased != pool.Total)
            found.Add($"{pool.Available} of {FaultLoad.PoolSize} {pool.Type} are available and live leases hold {leased}.");
        return found;
    }

    private IEnumerable<(string SwarmId, string MessageId)> Received() => MessageJournal.Read(fleet.JournalFolder);

    /// <summary>A host that was started a moment ago may not answer yet.</summary>
    private static async Task<List<string>> TryAsync(Func<Task<List<string>>> look, CancellationToken cancellation)
    {
        try
        {
            return await look().ConfigureAwait(false);
        }
        catch (Exception e) when (e is SwarmException or HttpRequestException or IOException && !cancellation.IsCancellationRequested)
        {
            return [e.Message];
        }
    }
}
