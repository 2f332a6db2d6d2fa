namespace Swarm.Messaging.Sagas;

/// <summary>Tells figures and alerts of this host's commits, and of items that ended in none because of a defect or a newer document. Listeners must be quick: they are called on the way of every item.</summary>
internal sealed class CommitWatch
{
    public event Action<SeenCommit>? Committed;

    public event Action<ItemOutcome>? Refused;

    public void Tell(ItemOutcome refused) => Refused?.Invoke(refused);

    public void Tell(SeenCommit commit) => Committed?.Invoke(commit);
}

/// <param name="Saga">As it was stored; not to be changed.</param>
/// <param name="Took">The commit script, there and back.</param>
internal readonly record struct SeenCommit(string SagaType, object Saga, IReadOnlyList<Transition> Transitions, TimeSpan Took);
