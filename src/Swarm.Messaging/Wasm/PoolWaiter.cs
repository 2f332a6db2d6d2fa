namespace Swarm.Messaging.Wasm;

/// <summary>Somebody who waits for a slot: one entry in the queue, answered once.</summary>
internal sealed class PoolWaiter(string requestId, string fileType, int rank, long sequence, long since)
{
    private readonly TaskCompletionSource<InstanceSlot?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static IComparer<PoolWaiter> Order { get; } =
        Comparer<PoolWaiter>.Create((a, b) => a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : a.Sequence.CompareTo(b.Sequence));

    public string RequestId => requestId;

    public string FileType => fileType;

    public int Rank => rank;

    public long Sequence => sequence;

    public long Since => since;

    public Task<InstanceSlot?> Answer => answer.Task;

    /// <summary>Called by whoever has taken it out of the queue, under the pool's lock.</summary>
    public void Serve(InstanceSlot? slot) => answer.SetResult(slot);
}
