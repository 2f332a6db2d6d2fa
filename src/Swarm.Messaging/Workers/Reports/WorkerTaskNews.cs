using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers.Reports;

/// <summary>What sagas decide about tasks of workers, as events of the pool: retries, and dead letters that are deleted. Those of this host's commits.</summary>
internal sealed class WorkerTaskNews(WorkerPool pool) : ITaskEventObserver
{
    public WorkerTaskTally Tally { get; } = new();

    public void Observe(IReadOnlyList<TaskEvent> events)
    {
        foreach (var e in events)
        {
            if (e.Kind != ProcessExecutor.KindName)
                continue;
            Tally.Add(e);
            if (pool.Feed.HasListeners && Of(e) is { } news)
                pool.Announce(news);
        }
    }

    public void Purged(long count)
    {
        if (count > 0)
            pool.Announce(new WorkerPoolEvent(WorkerPoolEvents.DlqCleared) { Count = (int)Math.Min(int.MaxValue, count) });
    }

    private static WorkerPoolEvent? Of(TaskEvent e) => e switch
    {
        TaskRetryScheduled retry => new WorkerPoolEvent(WorkerPoolEvents.TaskRetryScheduled)
        {
            TaskId = e.TaskId, Retries = e.Attempt, MaxRetries = retry.MaxAttempts - 1, BackoffMs = retry.DelayMs, Error = retry.ErrorType, Message = retry.Message,
        },
        TaskStarted { Attempt: > 1 } => new WorkerPoolEvent(WorkerPoolEvents.TaskRetried) { TaskId = e.TaskId, Retries = e.Attempt - 1 },
        _ => null,
    };
}
