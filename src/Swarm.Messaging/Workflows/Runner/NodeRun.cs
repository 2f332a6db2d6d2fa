namespace Swarm.Messaging.Workflows.Runner;

/// <summary>A node on a worker, from its assignment to its end.</summary>
internal sealed class NodeRun(NodeWorker worker, string taskId, TimeSpan begunAt, CancellationToken stop)
{
    private readonly TaskCompletionSource abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NodeWorker Worker => worker;

    public string TaskId => taskId;

    public TimeSpan BegunAt => begunAt;

    /// <summary>It was to end: its time was over, or its lease was taken back. A crash of its worker is no reason.</summary>
    public bool IsStopped => stop.IsCancellationRequested;

    /// <summary>When a check first found it stopped and not ended.</summary>
    public TimeSpan? StoppedAt { get; set; }

    /// <summary>It does not end: nobody waits for it any more.</summary>
    public Task Abandoned => abandoned.Task;

    public void Abandon() => abandoned.TrySetResult();
}
