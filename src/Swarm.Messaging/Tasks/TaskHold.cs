namespace Swarm.Messaging.Tasks;

/// <summary>What keeps a task out of the queue at first.</summary>
/// <param name="Dependencies">Tasks that must complete.</param>
/// <param name="Approvals">Names of approvals that must be given.</param>
/// <param name="Collects">Then it is collected into a batch of its client and operation.</param>
internal sealed record TaskHold(IReadOnlyList<string> Dependencies, IReadOnlyList<string> Approvals, bool Collects)
{
    public bool Blocks => Dependencies.Count > 0 || Approvals.Count > 0;
}
