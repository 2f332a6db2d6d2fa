namespace Swarm.Messaging.Execution;

/// <summary>What an executor's target offers at a moment.</summary>
/// <param name="Slots">Attempts at a time, 0..10,000; 0: no new work, what is there goes on.</param>
/// <param name="Capabilities"><c>{kind}/{operation}</c>, and tags, which have no <c>/</c>.</param>
public sealed record TargetOffer(int Slots, IReadOnlyList<string> Capabilities)
{
    /// <summary>
    /// How many of them the executor is given at a time; the others wait before it, not begun, and go back to placement when the offer has no
    /// slots beyond this any more. Default: all, which is for executors that have a queue of their own.
    /// </summary>
    public int Room { get; init; } = 10_000;

    public bool Same(TargetOffer other) => Slots == other.Slots && Room == other.Room && Capabilities.SequenceEqual(other.Capabilities, StringComparer.Ordinal);
}
