namespace Swarm.Messaging.Workflows.Runner;

/// <summary>A worker of the pool: data, changed by <see cref="NodePoolCore"/> only. Times are those since the pool began.</summary>
internal sealed class NodeWorker(int number, TimeSpan addedAt)
{
    private readonly List<NodeRun> runs = [];

    public int Number => number;

    public string Id { get; } = $"node-worker-{number}";

    public TimeSpan AddedAt { get; } = addedAt;

    public bool Ready { get; set; }

    public bool Stopping { get; set; }

    public bool Crashed { get; set; }

    /// <summary>Failed too often, and not yet well again.</summary>
    public bool Failing { get; set; }

    /// <summary>A node of its was stopped and does not end.</summary>
    public bool Suspect { get; set; }

    public int FailuresInARow { get; set; }

    public long Succeeded { get; set; }

    public long Failed { get; set; }

    public TimeSpan LastTask { get; set; } = addedAt;

    /// <summary>When it last showed that it lives: began, ended or was found in order.</summary>
    public TimeSpan LastHeartbeat { get; set; } = addedAt;

    /// <summary>What it has been given and has not ended.</summary>
    public IReadOnlyList<NodeRun> Runs => runs;

    public int Tasks => runs.Count;

    public bool IsOffered => Ready && !Stopping && !Crashed;

    public void Give(NodeRun run) => runs.Add(run);

    public void Take(NodeRun run) => runs.Remove(run);

    /// <param name="hostOverLimit">Processor or memory of the process are above their limits.</param>
    public NodeWorkerState State(TimeSpan now, TimeSpan idleAfter, bool hostOverLimit) =>
        Crashed ? NodeWorkerState.Crashed
        : Stopping ? NodeWorkerState.Stopping
        : !Ready ? NodeWorkerState.Starting
        : Failing || Suspect || hostOverLimit ? NodeWorkerState.Unhealthy
        : Tasks > 0 ? NodeWorkerState.Busy
        : now - LastTask >= idleAfter ? NodeWorkerState.Idle : NodeWorkerState.Healthy;
}
