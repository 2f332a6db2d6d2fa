namespace Swarm.Messaging.Workflows.Runner;

/// <summary>Checks, crashes and scaling.</summary>
internal sealed partial class NodePoolCore
{
    /// <summary>It broke, and gets nothing more. Its other nodes are not to blame and end on it, so that none runs twice; one other takes its place.</summary>
    /// <returns>The other; null when it crashed before, or is not replaced.</returns>
    public NodeWorker? Crash(NodeWorker worker, string reason, TimeSpan now)
    {
        if (worker.Crashed)
            return null;
        worker.Crashed = true;
        Counters.Crashed(now);
        Tell(RunnerEvents.WorkerCrashed, worker, reason);
        if (worker.Tasks == 0)
            workers.Remove(worker);
        return !worker.Stopping && (options.AutoRestart || Size < options.MinWorkers) ? Add(now) : null;
    }

    /// <summary>Looks at every worker.</summary>
    /// <param name="cpuPercent">Of the process since the last check, of all processors.</param>
    /// <returns>Those that take the place of others and are to be started.</returns>
    public IReadOnlyList<NodeWorker> Check(double cpuPercent, double memoryMb, TimeSpan now)
    {
        (CpuPercent, MemoryMb) = (cpuPercent, memoryMb);
        var replacements = new List<NodeWorker>();
        foreach (var worker in workers.ToList())
        {
            var stuck = Longest(worker, now);
            worker.Suspect = stuck >= options.SuspectAfter;
            if (!worker.Suspect && worker.Ready)
                worker.LastHeartbeat = now;
            var broken = !worker.Ready && now - worker.AddedAt >= options.StartLimit ? $"It was not ready {options.StartLimit} after its start."
                : stuck >= options.ZombieAfter ? $"A node that was stopped did not end within {options.ZombieAfter}." : null;
            if (broken is not null && !worker.Crashed && Crash(worker, broken, now) is { } replacement)
                replacements.Add(replacement);
            if (worker.Crashed)
                Abandon(worker, now);
            if (worker is { Stopping: true, Tasks: 0, Crashed: false })
                Remove(worker);
        }

        return replacements;
    }

    /// <summary>One more for every <see cref="RunnerOptions.ScaleUpDepth"/> that wait; one that had nothing to do for long leaves.</summary>
    /// <param name="depth">Nodes that wait for a slot.</param>
    /// <returns>Those that are to be started.</returns>
    public IReadOnlyList<NodeWorker> Scale(long depth, TimeSpan now)
    {
        var change = NodePoolScaling.Of(options, depth, Size, workers.Any(w => MayLeave(w, now)));
        if (change < 0)
        {
            var leaves = workers.Where(w => MayLeave(w, now)).MinBy(w => w.LastTask)!;
            leaves.Stopping = true;
            Scaled(RunnerEvents.ScaleDown, $"{leaves.Id} had nothing to do for {options.IdleAfter}.");
            return [];
        }

        var added = new List<NodeWorker>(change);
        for (var n = 0; n < change; n++)
            added.Add(Add(now));
        if (change > 0)
            Scaled(RunnerEvents.ScaleUp, $"{depth} nodes wait.");
        return added;
    }

    /// <summary>The host stops: nobody gets anything more.</summary>
    public void StopAll()
    {
        foreach (var worker in workers.ToList())
        {
            worker.Stopping = true;
            if (worker.Tasks == 0)
                Remove(worker);
        }
    }

    private bool MayLeave(NodeWorker worker, TimeSpan now) =>
        worker is { IsOffered: true, Tasks: 0 } && now - worker.LastTask >= options.IdleAfter;

    private void Remove(NodeWorker worker)
    {
        workers.Remove(worker);
        Tell(RunnerEvents.WorkerStopped, worker);
    }

    private void Scaled(string type, string reason)
    {
        if (type == RunnerEvents.ScaleUp)
            Counters.ScaledUp++;
        else
            Counters.ScaledDown++;
        Happened.Add(new RunnerEvent(type) { Workers = Size, Reason = reason });
    }

    /// <returns>How long ago the first check found a node stopped that has not ended.</returns>
    private static TimeSpan Longest(NodeWorker worker, TimeSpan now)
    {
        var longest = TimeSpan.Zero;
        foreach (var run in worker.Runs.Where(r => r.IsStopped))
        {
            run.StoppedAt ??= now;
            longest = longest < now - run.StoppedAt ? now - run.StoppedAt.Value : longest;
        }

        return longest;
    }

    private void Abandon(NodeWorker worker, TimeSpan now)
    {
        foreach (var run in worker.Runs.Where(r => r.StoppedAt is { } at && now - at >= options.ZombieAfter).ToList())
            run.Abandon();
    }
}
