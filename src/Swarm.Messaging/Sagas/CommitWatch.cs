namespace Swarm.Messaging.Sagas;

/// <summary>Tells figures and alerts of this host's commits, and of items that ended in none because of a defect or a newer document. Listeners must be quick: they are called on the way of every item.</summary>
internal sealed class CommitWatch
{
    public event Action<SeenCommit>? Committed;

    public event Action<ItemOutcome>? Refused;

    /// <summary>How long until the first of the timers that a commit has set is due.</summary>
    public event Action<TimeSpan>? TimerSet;

    public void Tell(ItemOutcome refused) => Refused?.Invoke(refused);

    public void Tell(SeenCommit commit) => Committed?.Invoke(commit);

    public void TellTimers(Dictionary<string, TimeSpan> set)
    {
        if (set.Count > 0)
            TimerSet?.Invoke(set.Values.Min());
    }
}

/// <param name="Saga">As it was stored; not to be changed.</param>
/// <param name="Took">The commit script, there and back.</param>
internal readonly record struct SeenCommit(string SagaType, object Saga, IReadOnlyList<Transition> Transitions, TimeSpan Took);
