namespace Swarm.Messaging.Sagas;

/// <summary>A saga threw on an item, alone and repeatedly: a bug, or a document it cannot read.</summary>
public sealed class ItemFailedException(string itemId, Exception inner)
    : SwarmException($"The saga threw on item {itemId}: {inner.Message}", inner)
{
    public string ItemId { get; } = itemId;

    public override bool Transient => false;
}
