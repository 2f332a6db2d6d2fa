namespace Swarm.Messaging.Workflows.Runner;

/// <summary>What holds a host's runner back, as it is now. Pure.</summary>
internal static class Bottlenecks
{
    private const string Low = "low";
    private const string Medium = "medium";
    private const string High = "high";

    public static IEnumerable<Bottleneck> Of(RunnerLook look, RunnerOptions options)
    {
        foreach (var (type, ms) in look.AverageMsByType)
        {
            var slow = options.SlowExecution.TotalMilliseconds;
            if (Impact(ms, slow / 2, slow, slow * 2) is { } impact)
                yield return new("node", type, impact, Math.Round(ms), $"Nodes of type {type} take {ms / 1_000:0.#} s on average: what they call is slow.");
        }

        // Waiting is none while the pool may still grow.
        var mayGrow = options.EnableAutoScaling && look.Workers < options.MaxWorkers;
        var perSlot = look.Slots == 0 ? look.Depth : (double)look.Depth / look.Slots;
        if (!mayGrow && Impact(perSlot, 1, 2, 5) is { } waiting)
            yield return new("worker", look.HostId, waiting, Math.Round(perSlot, 2), $"{look.Depth} nodes wait for {look.Slots} slots: raise Workflows:Runner:MaxWorkers, or add hosts.");
        foreach (var pool in look.Pools)
        {
            var used = pool.Most == 0 ? 0 : (double)pool.Active / pool.Most;
            if (Impact(used, 0.8, 0.9, 1) is { } taken)
                yield return new("connection", pool.Name, taken, Math.Round(used, 2), $"{pool.Active} of {pool.Most} connections to {pool.Name} are in use.");
        }

        if (Impact(look.HeapMb, look.WarningMb, (look.WarningMb + look.CriticalMb) / 2, look.CriticalMb) is { } memory)
            yield return new("memory", look.HostId, memory, Math.Round(look.HeapMb), $"The heap is {look.HeapMb:0} MB; this host takes no new work above {look.CriticalMb:0} MB.");
        if (Impact(look.CpuPercent, options.CpuLimitPercent, (options.CpuLimitPercent + 100) / 2.0, 97) is { } cpu)
            yield return new("cpu", look.HostId, cpu, Math.Round(look.CpuPercent), $"The process uses {look.CpuPercent:0} % of all processors: add hosts.");
    }

    private static string? Impact(double value, double low, double medium, double high) =>
        value >= high ? High : value >= medium ? Medium : value >= low ? Low : null;
}

/// <param name="Type">node, worker, connection, memory or cpu.</param>
/// <param name="Impact">low, medium or high.</param>
internal sealed record Bottleneck(string Type, string Subject, string Impact, double Value, string Hint);
