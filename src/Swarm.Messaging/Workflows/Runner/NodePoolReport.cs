namespace Swarm.Messaging.Workflows.Runner;

/// <summary>The workers of one host.</summary>
internal sealed record NodePoolReport
{
    public required int TotalWorkers { get; init; }

    /// <summary>Busy.</summary>
    public required int ActiveWorkers { get; init; }

    /// <summary>Without a node, whether for long or not.</summary>
    public required int IdleWorkers { get; init; }

    public required int UnhealthyWorkers { get; init; }

    public required int MinWorkers { get; init; }

    public required int MaxWorkers { get; init; }

    public required int TasksPerWorker { get; init; }

    public required int Slots { get; init; }

    public required string Strategy { get; init; }

    public required bool AutoScaling { get; init; }

    /// <summary>Executions that ended: of a task that is tried four times there are four.</summary>
    public required long Processed { get; init; }

    public required long Succeeded { get; init; }

    public required long Failed { get; init; }

    /// <summary>Of the last 1,000 executions.</summary>
    public required double AverageTaskTimeMs { get; init; }

    /// <summary>Executions a second since the host started.</summary>
    public required double Throughput { get; init; }

    /// <summary>Nodes that wait for a slot on any host, now.</summary>
    public required long QueueDepth { get; init; }

    /// <summary>From being added to being ready, on average.</summary>
    public required double AverageStartMs { get; init; }

    public required long WorkersStarted { get; init; }

    public required long WorkersCrashed { get; init; }

    public required long ScaledUp { get; init; }

    public required long ScaledDown { get; init; }

    /// <summary>What the strategy last did wrong; null when it never did. Then least-busy chose.</summary>
    public string? StrategyError { get; init; }

    public required IReadOnlyList<NodeWorkerReport> Workers { get; init; }

    public static NodePoolReport Of(NodePoolCore core, RunnerOptions options, long depth, DateTimeOffset clock, TimeSpan now)
    {
        var (counters, states) = (core.Counters, core.Workers.Select(w => w.State(now, options.IdleAfter, core.HostOverLimit)).ToList());
        var processed = counters.Succeeded + counters.Failed;
        return new NodePoolReport
        {
            TotalWorkers = core.Size,
            ActiveWorkers = core.Workers.Count(w => w is { Crashed: false, Tasks: > 0 }),
            IdleWorkers = core.Workers.Count(w => w is { IsOffered: true, Tasks: 0 }),
            UnhealthyWorkers = states.Count(s => s == NodeWorkerState.Unhealthy),
            MinWorkers = options.MinWorkers,
            MaxWorkers = options.MaxWorkers,
            TasksPerWorker = options.TasksPerWorker,
            Slots = core.Slots,
            Strategy = options.Strategy,
            AutoScaling = options.EnableAutoScaling,
            Processed = processed,
            Succeeded = counters.Succeeded,
            Failed = counters.Failed,
            AverageTaskTimeMs = Math.Round(counters.TaskTime.Value, 3),
            Throughput = now <= TimeSpan.Zero ? 0 : Math.Round(processed / now.TotalSeconds, 3),
            QueueDepth = depth,
            AverageStartMs = Math.Round(counters.StartTime.Value, 3),
            WorkersStarted = counters.WorkersStarted,
            WorkersCrashed = counters.WorkersCrashed,
            ScaledUp = counters.ScaledUp,
            ScaledDown = counters.ScaledDown,
            StrategyError = counters.LastBadChoice,
            Workers = [.. core.Workers.Zip(states, (worker, state) => NodeWorkerReport.Of(worker, state, core, options, clock, now))],
        };
    }

    public static int Unhealthy(NodePoolCore core, RunnerOptions options, TimeSpan now) =>
        core.Workers.Count(w => w.State(now, options.IdleAfter, core.HostOverLimit) == NodeWorkerState.Unhealthy);
}
