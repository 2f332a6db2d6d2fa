using Swarm.Messaging.Workers.Health;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Workers.Pool;

/// <summary>
/// Every decision of the pool, without a process, a clock or a thread: what happened goes in with the time of a monotonic clock, what is
/// to be done comes out as effects, in order. Not thread-safe: its owner holds a lock.
/// <para>Invariants: a slot runs one process at a time; a process runs one task at a time; an execution ends only when its process has
/// said so or is gone, so that no two executions of a task overlap; what does not name the current token changes nothing.</para>
/// </summary>
internal sealed partial class PoolCore(WorkersOptions options, DateTimeOffset epoch, Func<string> lease)
{
    private readonly List<Slot> slots = [];
    private readonly TaskQueue queue = new();
    private readonly WorkerChoice choice = new(options);
    private readonly List<PoolEffect> effects = [];
    private readonly WorkAhead ahead = new();
    private TimeSpan? stopBy;
    private int? kept;

    public PoolCounters Counters { get; } = new();

    public WorkerAlertLog Alerts { get; } = new();

    /// <summary>In order of their numbers.</summary>
    public IReadOnlyList<Slot> Slots => slots;

    public int Queued => queue.Count;

    public IEnumerable<PoolTask> Waiting => queue.Waiting;

    public bool Started { get; private set; }

    /// <summary>Each slot has been ready once, or was given up.</summary>
    public bool Settled { get; private set; }

    /// <summary>And not all were given up.</summary>
    public bool Initialized { get; private set; }

    /// <summary>Takes no work, and will take none until an operator acts: what waits is better off elsewhere.</summary>
    private bool Rests => Draining || (Started && slots.Count > 0 && Usable == 0);

    public bool Stopping => stopBy is not null;

    /// <summary>Takes no new work until it is resumed.</summary>
    public bool Draining { get; private set; }

    /// <summary>Events of every task and heartbeat too: somebody listens.</summary>
    public bool Observed { get; set; }

    /// <summary>Slots that stay, working or about to.</summary>
    public int Size => slots.Count(s => !s.Removing);

    /// <summary>Those of them that are not given up.</summary>
    public int Usable => slots.Count(s => !s.Removing && s.State != WorkerState.Error);

    /// <summary>The automatic loop lets none of so many go: an operator has asked for this size. 0: nobody has.</summary>
    public int KeptSize => kept ?? 0;

    /// <summary>Places to offer: before the start those that there will be.</summary>
    public int Offered => Draining || Stopping ? 0 : Started ? Usable : options.InitialSize;

    /// <summary>Tiny tasks that are to wait before the pool, beyond <see cref="Offered"/>.</summary>
    public int Ahead(TimeSpan now) => Offered * ahead.PerWorker(options.Prefetch, slots.Exists(s => s.IsEligible), now);

    public void Start(TimeSpan now)
    {
        if (Started || Stopping)
            return;
        Started = true;
        (nextCheck, lastTick) = (now + options.HealthCheckInterval, now);
        Tell(WorkerPoolEvents.MonitoringStarted);
        for (var i = 0; i < options.InitialSize; i++)
            AddSlot();
        StartWaiting(now);
    }

    /// <summary>No more work; running tasks may end; what waits is kept by whoever submitted it.</summary>
    public void Stop(TimeSpan now)
    {
        if (Stopping)
            return;
        stopBy = now + options.GracefulShutdown;
        GiveBack("pool shut down, task kept");
        foreach (var slot in slots.ToList())
        {
            if (!slot.HasProcess)
                Remove(slot);
            else if (slot.State == WorkerState.Initializing)
                Kill(slot, null);
            else
                BeginShutdown(slot, now);
        }

        Tell(WorkerPoolEvents.MonitoringStopped);
    }

    private void GiveBack(string why)
    {
        var kept = queue.Waiting.ToList();
        foreach (var task in kept)
        {
            queue.Drop(task);
            effects.Add(new PoolEffect.Settle(task, new WorkerOutcome.Kept(why)));
        }

        if (kept.Count > 0)
            Tell(new WorkerPoolEvent(WorkerPoolEvents.QueueCleared) { Count = kept.Count });
    }

    /// <summary>What is to be done, in order; empties the list.</summary>
    public void TakeEffects(List<PoolEffect> into)
    {
        into.AddRange(effects);
        effects.Clear();
    }

    public DateTimeOffset Clock(TimeSpan now) => epoch + now;

    private Slot AddSlot()
    {
        var number = 1;
        while (slots.Exists(s => s.Number == number))
            number++;
        var slot = new Slot(number) { WaitsToStart = true };
        slots.Insert(slots.FindLastIndex(s => s.Number < number) + 1, slot);
        return slot;
    }

    private void Remove(Slot slot)
    {
        slots.Remove(slot);
        choice.Forget(slot);
        foreach (var name in slot.Conditions.ToList())
            End(slot, name, 0);
        if (Stopping && slots.Count == 0)
            Tell(WorkerPoolEvents.PoolShutdown);
    }

    private void Tell(WorkerPoolEvent e) => effects.Add(new PoolEffect.Tell(e));

    private void Tell(string type, Slot? slot = null) => Tell(new WorkerPoolEvent(type) { WorkerId = slot?.Id, Pid = slot is { Pid: > 0 } ? slot.Pid : null });
}
