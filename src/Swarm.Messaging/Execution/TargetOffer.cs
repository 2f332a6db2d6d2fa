namespace Swarm.Messaging.Execution;

/// <summary>What an executor's target offers at a moment.</summary>
/// <param name="Slots">Attempts at a time, 0..10,000; 0: no new work, what is there goes on.</param>
/// <param name="Capabilities"><c>{kind}/{operation}</c>, and tags, which have no <c>/</c>.</param>
public sealed record TargetOffer(int Slots, IReadOnlyList<string> Capabilities)
{
    public bool Same(TargetOffer other) => Slots == other.Slots && Capabilities.SequenceEqual(other.Capabilities, StringComparer.Ordinal);
}
