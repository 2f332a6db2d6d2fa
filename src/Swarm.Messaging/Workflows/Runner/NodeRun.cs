namespace Swarm.Messaging.Workflows.Runner;

/// <summary>A node on a worker, from its assignment to its end.</summary>
internal sealed class NodeRun(NodeWorker worker, string taskId, TimeSpan begunAt, CancellationToken stop) : IDisposable
{
    private readonly TaskCompletionSource abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource crash = new();

    public NodeWorker Worker => worker;

    public string TaskId => taskId;

    public TimeSpan BegunAt => begunAt;

    /// <summary>It was to end: its time was over, its lease was taken back, or its worker crashed.</summary>
    public bool IsStopped => stop.IsCancellationRequested || crash.IsCancellationRequested;

    /// <summary>When a check first found it stopped and not ended.</summary>
    public TimeSpan? StoppedAt { get; set; }

    public CancellationToken WorkerCrashed => crash.Token;

    /// <summary>It does not end: nobody waits for it any more.</summary>
    public Task Abandoned => abandoned.Task;

    /// <summary>Whoever waits goes on elsewhere: this is called while the pool decides.</summary>
    public void Stop() => _ = crash.CancelAsync();

    public void Abandon() => abandoned.TrySetResult();

    public void Dispose() => crash.Dispose();
}
