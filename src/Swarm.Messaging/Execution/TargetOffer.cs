namespace Swarm.Messaging.Execution;

/// <summary>What an executor's target offers at a moment.</summary>
/// <param name="Slots">Attempts at a time; below 1 counts as 1, for a target without slots is none.</param>
/// <param name="Capabilities"><c>{kind}/{operation}</c>, and tags, which have no <c>/</c>.</param>
public sealed record TargetOffer(int Slots, IReadOnlyList<string> Capabilities)
{
    public bool Same(TargetOffer other) => Slots == other.Slots && Capabilities.SequenceEqual(other.Capabilities, StringComparer.Ordinal);
}
