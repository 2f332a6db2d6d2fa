using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Wasm;

/// <summary>
/// The instances of this host and who has which slot. One lock guards it all and is never held while something waits: a slot is taken
/// and given on by a scan of the instances. See Wasm.md for what always holds.
/// </summary>
internal sealed partial class InstancePool(
    IEnumerable<IInstanceEngine> engines, IOptions<WasmPoolOptions> configured, TimeProvider time, ILogger<InstancePool> log)
{
    private const int MostEvents = 10_000;
    private const int MostScalingEvents = 10;

    private readonly Lock gate = new();
    private const int MostGone = 1_000;

    private readonly List<PoolInstance> instances = [];
    private readonly Queue<string> gone = [];
    private readonly PoolQueue queue = new();
    private readonly List<ScalingEvent> scalings = [];
    private readonly Channel<PoolEvent> events = Channel.CreateBounded<PoolEvent>(
        new BoundedChannelOptions(MostEvents) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly IInstanceEngine? engine = engines.SingleOrDefault();
    private WasmPoolOptions options = configured.Value.Copy();
    private long? lastScaling;
    private volatile bool opened;
    private volatile bool closing;

    /// <summary>False: this host has no engine, and so no instances.</summary>
    public bool HasEngine => engine is not null;

    /// <summary>It was opened and is not closed.</summary>
    public bool IsOpen => opened && !closing;

    public WasmPoolOptions Options => Volatile.Read(ref options);

    /// <summary>What happened, in order; the oldest are dropped when nobody reads.</summary>
    public ChannelReader<PoolEvent> Events => events.Reader;

    /// <summary>
    /// How many tasks it can be given: its slots, and those of one more instance while it may grow, so that demand can be seen at all.
    /// </summary>
    public int Offered
    {
        get
        {
            lock (gate)
            {
                var size = instances.Where(i => i.IsCounted && (i.Healthy || i.Life is null)).Sum(i => i.Slots);
                return closing ? 0 : size + (Size < options.Max && IsCooled() ? options.SlotsPerInstance : 0);
            }
        }
    }

    private int Size => instances.Count(i => i.IsCounted);

    /// <summary>A slot on the best instance, at once or when one comes free, by rank and then in order.</summary>
    /// <param name="fileType">Short name, e.g. <c>rs</c>.</param>
    /// <param name="rank">0 is served first.</param>
    public PoolTicket Acquire(string fileType, string operation, int rank, CancellationToken cancellation)
    {
        PoolWaiter waiter;
        int position;
        lock (gate)
        {
            if (closing)
                return new(ValueTask.FromResult<InstanceSlot?>(null));
            if (Best(fileType) is { } instance)
                return new(ValueTask.FromResult<InstanceSlot?>(Take(instance, fileType)));
            waiter = queue.Add(fileType, rank, time.GetTimestamp());
            position = queue.PositionOf(waiter);
            Tell(
                PoolEventNames.Queued, ("requestId", waiter.RequestId), ("queuePosition", position), ("fileType", fileType),
                ("operation", operation), ("rank", rank));
            Grow(PoolScaling.Utilization(instances));
        }

        return new(new ValueTask<InstanceSlot?>(WaitAsync(waiter, cancellation)), waiter.RequestId, position);
    }

    /// <summary>By <see cref="InstanceSlot.Release"/> only, which sees to it that it happens once.</summary>
    internal void Release(InstanceSlot slot, bool? success, TimeSpan took)
    {
        lock (gate)
        {
            slot.Instance.Give(slot, success, took, time.GetUtcNow());
            Tell(
                PoolEventNames.Released, ("instanceId", slot.InstanceId), ("success", success),
                ("executionTime", Math.Round(took.TotalMilliseconds, 3)), ("currentTasks", slot.Instance.Held.Count));
            Serve();
            Shrink(PoolScaling.Utilization(instances));
        }
    }

    private async Task<InstanceSlot?> WaitAsync(PoolWaiter waiter, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Options.AcquireTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        await using var _ = either.Token.Register(() => GiveUp(waiter)).ConfigureAwait(false);
        var slot = await waiter.Answer.ConfigureAwait(false);
        if (slot is null)
            cancellation.ThrowIfCancellationRequested();
        return slot;
    }

    // Who is out of the queue has been served, and keeps what it got: the one who removes is the one who answers.
    private void GiveUp(PoolWaiter waiter)
    {
        lock (gate)
        {
            if (queue.Remove(waiter))
                waiter.Serve(null);
        }
    }

    private PoolInstance? Best(string fileType)
    {
        PoolInstance? best = null;
        var highest = double.MinValue;
        DateTimeOffset? now = null;
        foreach (var instance in instances)
        {
            if (!instance.IsOffered)
                continue;
            var score = instance.Score(fileType, now ??= time.GetUtcNow());
            if (score > highest)
                (best, highest) = (instance, score);
        }

        return best;
    }

    private InstanceSlot Take(PoolInstance instance, string fileType)
    {
        var slot = new InstanceSlot(this, instance, fileType, time.GetTimestamp());
        instance.Take(slot, time.GetUtcNow());
        return slot;
    }

    /// <summary>Gives free slots to those who wait, the best rank first.</summary>
    private void Serve()
    {
        while (queue.First is { } first && Best(first.FileType) is { } instance)
        {
            queue.Remove(first);
            first.Serve(Take(instance, first.FileType));
            Tell(
                PoolEventNames.Dequeued, ("requestId", first.RequestId), ("instanceId", instance.Id),
                ("waited", Math.Round(time.GetElapsedTime(first.Since).TotalMilliseconds, 3)));
        }
    }

    private void Tell(string type, params (string Name, object? Value)[] fields) =>
        events.Writer.TryWrite(new PoolEvent(type, time.GetUtcNow(), fields));
}
