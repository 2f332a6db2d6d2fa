using BitFaster.Caching.Lru;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Workflows.Nodes;

namespace Swarm.Messaging.Workflows.Runner;

/// <summary>
/// Tasks of nodes, where the pool counts executions: a task that is tried four times is one. Of the steps that this host has stored since its
/// start; over all hosts each is counted once.
/// </summary>
internal sealed class NodeTaskNews(RunnerFeed feed, TimeProvider time) : ITaskEventObserver
{
    private const int Remembered = 20_000;

    /// <summary>An outbox that is sent again tells its events again.</summary>
    private readonly ConcurrentLru<(string Task, long Version, string Event), bool> seen = new(Remembered);

    private long queued;
    private long completed;
    private long failed;
    private long cancelled;

    /// <summary>Accepted.</summary>
    public long Queued => Interlocked.Read(ref queued);

    public long Completed => Interlocked.Read(ref completed);

    public long Failed => Interlocked.Read(ref failed);

    public long Cancelled => Interlocked.Read(ref cancelled);

    /// <summary>How the last hundred ended.</summary>
    public RecentEnds Ends { get; } = new();

    /// <summary>How long successful executions took.</summary>
    public RunTimes Times { get; } = new(time);

    public void Observe(IReadOnlyList<TaskEvent> events)
    {
        foreach (var e in events)
        {
            if (e.Kind == NodeExecutor.KindName && e.Version > 0 && IsNew((e.TaskId, e.Version, e.Name)))
                Count(e);
        }
    }

    private bool IsNew((string Task, long Version, string Event) key)
    {
        if (seen.TryGet(key, out _))
            return false;
        seen.AddOrUpdate(key, true);
        return true;
    }

    private void Count(TaskEvent e)
    {
        switch (e)
        {
            case TaskAccepted:
                Interlocked.Increment(ref queued);
                Tell(RunnerEvents.TaskQueued, e);
                break;
            case TaskStarted:
                Tell(RunnerEvents.TaskDequeued, e);
                break;
            case TaskCompleted done:
                Interlocked.Increment(ref completed);
                Ends.Add(failed: false);
                Times.Add(TimeSpan.FromMilliseconds(done.DurationMs));
                break;
            case TaskDeadLettered:
                Interlocked.Increment(ref failed);
                Ends.Add(failed: true);
                break;
            case TaskCancelled:
                Interlocked.Increment(ref cancelled);
                Tell(RunnerEvents.TaskCancelled, e);
                break;
        }
    }

    private void Tell(string type, TaskEvent e) => feed.Tell(new RunnerEvent(type) { TaskId = e.TaskId });
}
