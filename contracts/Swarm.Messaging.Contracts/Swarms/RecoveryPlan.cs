namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>How an interrupted swarm goes on. Part of its state as <c>recoveryPlan</c>.</summary>
public sealed record RecoveryPlan
{
    /// <summary><c>in_progress</c> when there is such a task, else <c>pending</c>.</summary>
    public string ResumeFrom { get; init; } = "";

    public int CompletedTasks { get; init; }

    public int InProgressTasks { get; init; }

    public int PendingTasks { get; init; }

    /// <summary>Completed of all tasks, 0..1 with two decimals; 0 without tasks.</summary>
    public decimal Progress { get; init; }

    public IReadOnlyList<string> NextActions { get; init; } = [];

    /// <summary>30 s for each task that is not completed, e.g. <c>1 minutes</c>.</summary>
    public string EstimatedTime { get; init; } = "";

    /// <summary>One of 0.5, 0.6, 0.7, 0.8, 0.9, 0.95: more for a fresh state, for tasks, and for agents.</summary>
    public decimal Confidence { get; init; }

    /// <summary>What it goes on from: <c>state</c>, the id of a checkpoint or of a snapshot, or <c>nothing</c> when it begins anew.</summary>
    public string Source { get; init; } = "state";

    /// <summary>What would have been taken before <see cref="Source"/> and cannot be read or recovered from, newest first: <c>state</c>, ids of checkpoints and snapshots.</summary>
    public IReadOnlyList<string> Unusable { get; init; } = [];
}
