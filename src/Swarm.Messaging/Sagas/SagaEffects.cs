using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Sagas;

/// <summary>
/// What a saga wants done, collected while its state machine runs and written by the one commit. Nothing here has happened yet:
/// if the commit is refused, all of it is forgotten.
/// </summary>
internal sealed class SagaEffects(long newVersion, DateTimeOffset now)
{
    private Step step;

    public List<Emission> Emissions { get; } = [];

    public List<Transition> Transitions { get; } = [];

    public Dictionary<string, TimeSpan> TimersSet { get; } = [];

    public HashSet<string> TimersCleared { get; } = [];

    public List<CollectionAppend> Appends { get; } = [];

    public List<FieldSet> Fields { get; } = [];

    public ReadOnlyMemory<byte>? Payload { get; set; }

    public ReadOnlyMemory<byte>? Result { get; set; }

    /// <summary>For whoever brought the item; not stored.</summary>
    public object? Answer { get; set; }

    /// <summary>The saga's version once this is committed.</summary>
    public long NewVersion => newVersion;

    /// <summary>The host's clock, for people; decisions use timers.</summary>
    public DateTimeOffset Now => now;

    /// <summary>True when the saga did something that must be stored.</summary>
    public bool Any => Emissions.Count > 0 || Transitions.Count > 0 || TimersSet.Count > 0 || TimersCleared.Count > 0
        || Appends.Count > 0 || Fields.Count > 0 || Payload is not null || Result is not null;

    public void Emit(Emission emission) => Emissions.Add(emission);

    public void SetTimer(string name, TimeSpan delay)
    {
        TimersCleared.Remove(name);
        TimersSet[name] = delay;
    }

    public void ClearTimer(string name)
    {
        TimersSet.Remove(name);
        TimersCleared.Add(name);
    }

    /// <summary>What the timeline and the log say of the step under way.</summary>
    public void Describe(int attempt, string? targetId, string? reason) => step = new Step(attempt, targetId, reason, true);

    internal void BeginItem()
    {
        step = default;
        Answer = null;
    }

    /// <summary>Records the step if it changed the state or was described.</summary>
    internal void EndItem(string sagaEvent, string? from, IStoredSagaInstance saga)
    {
        if (!step.Described && from == saga.CurrentState)
            return;
        var elapsed = from is null ? 0 : (long)(now - saga.ChangedAt).TotalMilliseconds;
        Transitions.Add(new Transition(sagaEvent, from, saga.CurrentState, step.Attempt, step.TargetId, step.Reason, Math.Max(0, elapsed)));
        if (from != saga.CurrentState)
            saga.ChangedAt = now;
    }

    private readonly record struct Step(int Attempt, string? TargetId, string? Reason, bool Described);
}
