namespace Swarm.Messaging.Workers.Pool;

/// <summary>Which eligible worker gets a task.</summary>
internal sealed class WorkerChoice(WorkersOptions options)
{
    // Of the rotation: each candidate's standing, see Pick.
    private readonly Dictionary<string, int> standing = new(StringComparer.Ordinal);

    /// <returns>Null when none is eligible.</returns>
    public Slot? Pick(IReadOnlyList<Slot> slots, string type) => options.LoadBalancing switch
    {
        LoadBalancing.RoundRobin => Rotate(slots),
        LoadBalancing.CapabilityBased => DeclaredByAny(slots, type) ? LeastLoaded(slots, type) : LeastLoaded(slots, null),
        _ => LeastLoaded(slots, null),
    };

    public void Forget(Slot slot) => standing.Remove(slot.Id);

    private static bool DeclaredByAny(IReadOnlyList<Slot> slots, string type)
    {
        foreach (var slot in slots)
        {
            // Live, not only eligible: a task waits for a busy worker that can rather than fail on a free one that cannot.
            if (slot.HasProcess && slot.Types.Contains(type))
                return true;
        }

        return false;
    }

    private static Slot? LeastLoaded(IReadOnlyList<Slot> slots, string? type)
    {
        Slot? best = null;
        foreach (var slot in slots)
        {
            if (slot.IsEligible && (type is null || slot.Types.Contains(type)) && (best is null || slot.TasksExecuted < best.TasksExecuted))
                best = slot;
        }

        return best;
    }

    // Smooth weighted round robin with equal weights: each candidate gains one, the highest wins and pays for all.
    private Slot? Rotate(IReadOnlyList<Slot> slots)
    {
        Slot? best = null;
        var candidates = 0;
        foreach (var slot in slots)
        {
            if (!slot.IsEligible)
                continue;
            candidates++;
            standing[slot.Id] = standing.GetValueOrDefault(slot.Id) + 1;
            if (best is null || standing[slot.Id] > standing[best.Id])
                best = slot;
        }

        if (best is not null)
            standing[best.Id] -= candidates;
        return best;
    }
}
