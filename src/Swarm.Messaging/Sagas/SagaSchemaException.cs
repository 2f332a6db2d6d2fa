namespace Swarm.Messaging.Sagas;

/// <summary>A document was written by a newer version of the product.</summary>
public sealed class SagaSchemaException(SagaKey key, int found, int known) : SwarmException(
    $"The saga {key} was stored with schema version {found}, this host knows up to {known}: "
    + "reading it would drop what it does not know. Upgrade this host.")
{
    public SagaKey Key { get; } = key;

    public override bool Transient => false;
}
