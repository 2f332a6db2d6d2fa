namespace Swarm.Messaging.Sagas;

/// <summary>Names one saga in the store: <c>task:invoice-7</c>.</summary>
/// <param name="Type">Short name of the saga type: <c>task</c>, later <c>batch</c>, <c>workflow</c>, ...</param>
/// <param name="Id">The instance's id, <c>[A-Za-z0-9._~-]{1,128}</c>.</param>
public readonly record struct SagaKey(string Type, string Id)
{
    public override string ToString() => $"{Type}:{Id}";
}
