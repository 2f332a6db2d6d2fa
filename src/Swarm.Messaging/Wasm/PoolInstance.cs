namespace Swarm.Messaging.Wasm;

/// <summary>An instance as the pool sees it. Everything that changes is guarded by the pool's lock.</summary>
internal sealed class PoolInstance(string id, int slots, bool essential, DateTimeOffset createdAt)
{
    /// <summary>File types an instance is known for; more would make it one for everything.</summary>
    private const int MostSpecializations = 3;

    private readonly List<string> specializations = new(MostSpecializations + 1);
    private (TimeSpan Processor, long At)? sample;

    public string Id => id;

    public int Slots => slots;

    /// <summary>Made to reach the minimum: scaling never removes it.</summary>
    public bool Essential { get; set; } = essential;

    public DateTimeOffset CreatedAt => createdAt;

    public InstanceStatus Status { get; set; } = InstanceStatus.Initializing;

    public bool Healthy { get; set; }

    /// <summary>Gets no more tasks and goes when its last one has ended.</summary>
    public bool Draining { get; set; }

    /// <summary>Null until it is ready for the first time.</summary>
    public Incarnation? Life { get; set; }

    public int Incarnations { get; set; }

    public DateTimeOffset? LastUsed { get; private set; }

    /// <summary>Slots in use, with what holds them.</summary>
    public HashSet<InstanceSlot> Held { get; } = [];

    /// <summary>Completed when its last task has ended; null while nobody waits for that.</summary>
    public TaskCompletionSource? Idle { get; set; }

    /// <summary>The restart under way: a second one is the same.</summary>
    public Task<ControlResult>? Restarting { get; set; }

    public long TotalTasks { get; private set; }

    public long FailedTasks { get; private set; }

    /// <summary>Mean of the successful tasks, in ms; null when there is none.</summary>
    public double? AverageMs { get; private set; }

    public double SuccessRate => TotalTasks == 0 ? 1 : (double)(TotalTasks - FailedTasks) / TotalTasks;

    /// <summary>Part of one processor that its guests used, measured between two samples.</summary>
    public double ProcessorUsage { get; private set; }

    /// <summary>File types it has run last, newest first: their modules are warm.</summary>
    public IReadOnlyList<string> Specializations => specializations;

    public bool IsOffered => Status == InstanceStatus.Available && Healthy && !Draining;

    /// <summary>Its slots count: it is ready, well and stays.</summary>
    public bool Serves => IsReady && Healthy && !Draining;

    public bool IsReady => Status is InstanceStatus.Available or InstanceStatus.Busy;

    /// <summary>Has a place in the pool's size.</summary>
    public bool IsCounted => !Draining && Status != InstanceStatus.Failed;

    public double Score(string fileType, DateTimeOffset now) => InstanceScore.Of(
        AverageMs, SuccessRate, (double)Held.Count / slots, specializations.Contains(fileType), LastUsed is { } used ? now - used : null);

    public void Take(InstanceSlot slot, DateTimeOffset now)
    {
        Held.Add(slot);
        LastUsed = now;
        if (Held.Count == slots)
            Status = InstanceStatus.Busy;
        if (specializations.Count > 0 && specializations[0] == slot.FileType)
            return;
        specializations.Remove(slot.FileType);
        specializations.Insert(0, slot.FileType);
        if (specializations.Count > MostSpecializations)
            specializations.RemoveAt(MostSpecializations);
    }

    /// <param name="success">Null: it did not run to an end of its own, nothing is counted.</param>
    public void Give(InstanceSlot slot, bool? success, TimeSpan took, DateTimeOffset now)
    {
        Held.Remove(slot);
        LastUsed = now;
        if (Status == InstanceStatus.Busy)
            Status = InstanceStatus.Available;
        if (success is { } well)
            Count(well, took.TotalMilliseconds);
        if (Held.Count > 0 || Idle is not { } idle)
            return;
        Idle = null;
        idle.SetResult();
    }

    /// <summary>A life begins: what still holds a slot of the one before is counted until it lets go.</summary>
    public void Begin(Incarnation life)
    {
        Life = life;
        Incarnations = life.Number;
        Healthy = true;
        Status = Held.Count == slots ? InstanceStatus.Busy : InstanceStatus.Available;
        sample = null;
    }

    /// <summary>Measures processor use since the last sample.</summary>
    public void Sample(TimeProvider time)
    {
        if (Life is not { } life)
            return;
        var (processor, at) = (life.Engine.Usage.Processor, time.GetTimestamp());
        if (sample is { } last && time.GetElapsedTime(last.At, at) is { Ticks: > 0 } passed)
            ProcessorUsage = Math.Max(0, (processor - last.Processor) / passed);
        sample = (processor, at);
    }

    private void Count(bool success, double ms)
    {
        TotalTasks++;
        if (!success)
        {
            FailedTasks++;
            return;
        }

        var successes = TotalTasks - FailedTasks;
        AverageMs = ((AverageMs ?? 0) * (successes - 1) + ms) / successes;
    }
}
