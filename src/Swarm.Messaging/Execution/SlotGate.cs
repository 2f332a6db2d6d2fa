namespace Swarm.Messaging.Execution;

/// <summary>Permits whose number may change: what is taken stays taken, and of what is taken too much nothing is given again until it fits.</summary>
internal sealed class SlotGate(int capacity)
{
    private readonly Lock gate = new();
    private int capacity = capacity;
    private int used;
    private TaskCompletionSource? freed;

    /// <summary>For one waiter at a time.</summary>
    public async Task TakeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task wait;
            lock (gate)
            {
                if (used < capacity)
                {
                    used++;
                    return;
                }

                freed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                wait = freed.Task;
            }

            await wait.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    public bool TryTake()
    {
        lock (gate)
        {
            if (used >= capacity)
                return false;
            used++;
            return true;
        }
    }

    public void Release(int count = 1)
    {
        lock (gate)
        {
            used -= count;
            Wake();
        }
    }

    public void Resize(int to)
    {
        lock (gate)
        {
            capacity = to;
            Wake();
        }
    }

    private void Wake()
    {
        if (used >= capacity || freed is null)
            return;
        freed.SetResult();
        freed = null;
    }
}
