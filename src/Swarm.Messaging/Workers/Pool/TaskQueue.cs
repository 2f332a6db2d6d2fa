namespace Swarm.Messaging.Workers.Pool;

/// <summary>Executions that wait for a worker: lowest rank first, then as they came. One that is over is passed by.</summary>
internal sealed class TaskQueue
{
    private readonly PriorityQueue<PoolTask, (int Rank, long Sequence)> tasks = new();
    private long sequence;

    public int Count { get; private set; }

    public void Add(PoolTask task)
    {
        task.Sequence = ++sequence;
        tasks.Enqueue(task, (task.Rank, task.Sequence));
        Count++;
    }

    /// <summary>One that leaves without a turn.</summary>
    public void Drop(PoolTask task)
    {
        task.IsOver = true;
        Count--;
    }

    public PoolTask? Peek()
    {
        while (tasks.TryPeek(out var task, out _))
        {
            if (!task.IsOver)
                return task;
            tasks.Dequeue();
        }

        return null;
    }

    /// <summary>Takes what <see cref="Peek"/> showed.</summary>
    public PoolTask Take()
    {
        Count--;
        return tasks.Dequeue();
    }

    public IEnumerable<PoolTask> Waiting => tasks.UnorderedItems.Select(t => t.Element).Where(t => !t.IsOver);
}
