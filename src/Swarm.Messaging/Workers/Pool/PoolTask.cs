namespace Swarm.Messaging.Workers.Pool;

/// <summary>One execution in the pool: waiting, running, or over. Changed by <see cref="PoolCore"/> alone.</summary>
internal sealed class PoolTask
{
    private readonly TaskCompletionSource<WorkerOutcome> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required string Id { get; init; }

    public required string Type { get; init; }

    public ReadOnlyMemory<byte> Payload { get; init; }

    public int Rank { get; init; } = Tasks.Priorities.Normal;

    public int Attempt { get; init; } = 1;

    /// <summary>When the task itself was accepted; null: this is not its first execution, or the pool is all it waited for.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>From the start of the execution.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Called once when a worker gets it. Must be quick.</summary>
    public Action? Begun { get; init; }

    public Action<double?, string?>? Progress { get; init; }

    public Task<WorkerOutcome> End => end.Task;

    public long Sequence { get; set; }

    public TimeSpan EnqueuedAt { get; set; }

    public TimeSpan StartedAt { get; set; }

    /// <summary>Names this execution in this process; a result without it is refused.</summary>
    public string? Token { get; set; }

    public Slot? On { get; set; }

    public bool Reused { get; set; }

    /// <summary>When its worker was told to cancel it.</summary>
    public TimeSpan? CancelSentAt { get; set; }

    /// <summary>It was its own timeout that cancelled it.</summary>
    public bool TimedOut { get; set; }

    public bool IsOver { get; set; }

    public void Settle(WorkerOutcome outcome) => end.TrySetResult(outcome);
}
