namespace Swarm.Messaging.Sagas.Repository;

/// <summary>The store was asked and did not answer: whether it did what it was asked for is open.</summary>
internal sealed class StoreSilentException(Exception inner)
    : SwarmException($"The store did not answer: {inner.Message} The message goes back to the bus; its inbox mark tells whether it was applied.", inner)
{
    public override bool Transient => true;
}
