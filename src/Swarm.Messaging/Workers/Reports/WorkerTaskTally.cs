using Swarm.Messaging.Contracts.Events;

namespace Swarm.Messaging.Workers.Reports;

/// <summary>
/// Tasks, where the pool counts executions: a task that is tried four times is one, and one that is cancelled before it came to a worker is
/// one, too. Of the steps that this host has stored since its start; over all hosts each step is counted once.
/// </summary>
internal sealed class WorkerTaskTally
{
    private long submitted;
    private long completed;
    private long failed;
    private long cancelled;

    public long Submitted => Interlocked.Read(ref submitted);

    public long Completed => Interlocked.Read(ref completed);

    /// <summary>Became dead letters.</summary>
    public long Failed => Interlocked.Read(ref failed);

    public long Cancelled => Interlocked.Read(ref cancelled);

    public void Add(TaskEvent e)
    {
        switch (e)
        {
            case TaskAccepted:
                Interlocked.Increment(ref submitted);
                break;
            case TaskCompleted:
                Interlocked.Increment(ref completed);
                break;
            case TaskDeadLettered:
                Interlocked.Increment(ref failed);
                break;
            case TaskCancelled:
                Interlocked.Increment(ref cancelled);
                break;
        }
    }
}
