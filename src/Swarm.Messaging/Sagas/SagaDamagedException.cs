namespace Swarm.Messaging.Sagas;

/// <summary>The store keeps something else where this saga should be: somebody else wrote there. No other saga is concerned.</summary>
/// <param name="place">Where the store keeps it; what belongs to it begins with the same.</param>
public sealed class SagaDamagedException(SagaKey key, string place, Exception cause) : SwarmException(
    $"What is kept of {key.Type} {key.Id} is damaged: something that is not ours lies at {place} or at a key that begins with it, and reading or writing it says: "
    + $"{cause.Message.Split('\n')[0].Split(" script: ")[0].TrimEnd('.', ' ')}. Put back what was there, or delete these keys and submit the work again.",
    cause)
{
    /// <summary>Of answers to commands for it.</summary>
    public const string Code = "damaged";

    public SagaKey Key { get; } = key;

    public override bool Transient => false;
}
