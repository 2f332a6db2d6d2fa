namespace Swarm.Messaging.Workflows.Runner;

/// <summary>
/// What the pool of workers decides: who gets a node, who is well, how many there are. Without clock and threads of its own: times come in,
/// what happened stands in <see cref="Happened"/>. Not for several threads at a time.
/// </summary>
internal sealed partial class NodePoolCore(RunnerOptions options, INodeWorkerSelector selector)
{
    private readonly List<NodeWorker> workers = [];
    private readonly List<NodeWorkerView> views = [];
    private readonly List<NodeWorker> candidates = [];
    private int number;

    /// <summary>Who chooses.</summary>
    public INodeWorkerSelector Selector { get; set; } = selector;

    /// <summary>Since they were last taken.</summary>
    public List<RunnerEvent> Happened { get; } = [];

    public NodePoolCounters Counters { get; } = new();

    /// <summary>Those that crashed stay until their nodes have ended.</summary>
    public IReadOnlyList<NodeWorker> Workers => workers;

    /// <summary>Without those that leave or have crashed.</summary>
    public int Size => workers.Count(w => w is { Stopping: false, Crashed: false });

    /// <summary>Nodes that the pool can run at a time.</summary>
    public int Slots => workers.Count(w => w is { IsOffered: true, Suspect: false }) * options.TasksPerWorker;

    public int Running => workers.Sum(w => w.Tasks);

    public double CpuPercent { get; private set; }

    public double MemoryMb { get; private set; }

    public bool HostOverLimit => CpuPercent > options.CpuLimitPercent || MemoryMb > options.MemoryLimitMb;

    public NodeWorker Add(TimeSpan now)
    {
        var worker = new NodeWorker(++number, now);
        workers.Add(worker);
        return worker;
    }

    /// <summary>It lives, and may get nodes from now on.</summary>
    public void Ready(NodeWorker worker, TimeSpan now)
    {
        if (worker.Ready || worker.Crashed || worker.Stopping)
            return;
        worker.Ready = true;
        (worker.LastTask, worker.LastHeartbeat) = (now, now);
        Counters.Started(now - worker.AddedAt);
        Tell(RunnerEvents.WorkerStarted, worker);
    }

    /// <param name="waited">Since it was accepted; null for what was tried before.</param>
    /// <returns>Null: none has room, and the task goes back to its queue.</returns>
    public NodeRun? Assign(string taskId, TimeSpan? waited, TimeSpan now, CancellationToken stop)
    {
        if (Choose(now) is not { } worker)
            return null;
        var run = new NodeRun(worker, taskId, now, stop);
        worker.Give(run);
        worker.LastHeartbeat = now;
        if (waited is { } time)
            Counters.Waited(time);
        Happened.Add(new RunnerEvent(RunnerEvents.TaskAssigned) { WorkerId = worker.Id, TaskId = taskId });
        return run;
    }

    /// <param name="operation">The node's type.</param>
    /// <param name="failed">Null: it neither succeeded nor failed: it went back, or was cancelled.</param>
    /// <param name="blamed">The failure is of a kind that another attempt may mend, and speaks against who ran it.</param>
    public void End(NodeRun run, string operation, bool? failed, bool blamed, TimeSpan now)
    {
        var worker = run.Worker;
        worker.Take(run);
        (worker.LastTask, worker.LastHeartbeat) = (now, now);
        if (failed is { } bad)
        {
            Counters.Ended(operation, now - run.BegunAt, bad);
            Happened.Add(new RunnerEvent(bad ? RunnerEvents.TaskFailed : RunnerEvents.TaskCompleted)
            {
                WorkerId = worker.Id, TaskId = run.TaskId, DurationMs = (now - run.BegunAt).TotalMilliseconds,
            });
            if (bad)
                worker.Failed++;
            else
                worker.Succeeded++;
        }

        worker.FailuresInARow = blamed ? worker.FailuresInARow + 1 : failed == false ? 0 : worker.FailuresInARow;
        Judge(worker);
        if (worker is { Crashed: true, Tasks: 0 })
            workers.Remove(worker);
    }

    private NodeWorker? Choose(TimeSpan now)
    {
        // Of causes that all share nobody would run anything, and nothing could show that they are well again.
        if (!Collect(now, w => !w.Failing && !w.Suspect) && !Collect(now, w => !w.Suspect))
            return null;
        try
        {
            return Selector.Select(views) is var index && index >= 0 && index < candidates.Count
                ? candidates[index]
                : throw new InvalidOperationException($"{Selector.Name} chose {index} of {candidates.Count} workers.");
        }
        catch (Exception e)
        {
            Counters.BadChoices++;
            Counters.LastBadChoice = e.Message;
            return candidates[LeastBusySelector.Of(views)];
        }
    }

    private bool Collect(TimeSpan now, Func<NodeWorker, bool> may)
    {
        candidates.Clear();
        views.Clear();
        foreach (var worker in workers)
        {
            if (!worker.IsOffered || worker.Tasks >= options.TasksPerWorker || !may(worker))
                continue;
            candidates.Add(worker);
            views.Add(new(worker.Id, worker.Number, worker.Tasks, options.TasksPerWorker, worker.Succeeded + worker.Failed, worker.Tasks > 0 ? TimeSpan.Zero : now - worker.LastTask));
        }

        return candidates.Count > 0;
    }

    private void Judge(NodeWorker worker) =>
        worker.Failing = worker.FailuresInARow >= options.UnhealthyFailures || (worker.Failing && worker.FailuresInARow >= NodePoolHealth.WellBelow);

    private void Tell(string type, NodeWorker worker, string? reason = null) =>
        Happened.Add(new RunnerEvent(type) { WorkerId = worker.Id, Reason = reason, Workers = Size });
}
