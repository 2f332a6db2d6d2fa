namespace Swarm.Messaging.Wasm;

/// <summary>Those who wait, by rank and then in the order they came. Guarded by the pool's lock.</summary>
internal sealed class PoolQueue
{
    private readonly SortedSet<PoolWaiter> waiters = new(PoolWaiter.Order);
    private long sequence;

    public int Count => waiters.Count;

    public PoolWaiter Add(string fileType, int rank, long now)
    {
        var number = ++sequence;
        var waiter = new PoolWaiter($"req_{number}", fileType, rank, number, now);
        waiters.Add(waiter);
        return waiter;
    }

    /// <summary>1 for the first.</summary>
    public int PositionOf(PoolWaiter waiter) => waiters.GetViewBetween(waiters.Min!, waiter).Count;

    public PoolWaiter? First => waiters.Min;

    /// <returns>False: it was served meanwhile.</returns>
    public bool Remove(PoolWaiter waiter) => waiters.Remove(waiter);
}
