namespace Swarm.Messaging.Sagas;

/// <summary>What is kept of this saga cannot be read or written: somebody else wrote there, or took a part of it away. No other saga is concerned.</summary>
/// <param name="place">Where the store keeps it, when that is known; what belongs to it begins with the same.</param>
/// <param name="said">What reading or writing it said.</param>
public sealed class SagaDamagedException(SagaKey key, string? place, string said, Exception? cause = null) : SwarmException(
    $"What is kept of {key.Type} {key.Id} is damaged{(place is null ? "" : $", at {place} or at a key that begins with it")}: {said.Split('\n')[0].TrimEnd('.', ' ')}. "
    + "Put back what was there, or delete it and submit the work again.",
    cause)
{
    /// <summary>Of answers to commands for it.</summary>
    public const string Code = "damaged";

    public SagaKey Key { get; } = key;

    public override bool Transient => false;

    /// <returns>The damage that an exception tells of, which may have come through a state machine; null: it tells of something else.</returns>
    public static SagaDamagedException? Of(Exception e)
    {
        for (Exception? at = e; at is not null; at = at.InnerException)
        {
            if (at is SagaDamagedException damage)
                return damage;
        }

        return null;
    }
}
