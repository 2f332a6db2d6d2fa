namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Asks which swarms are interrupted, or should be by the age of their last heartbeat; changes nothing. Queue <c>swarm.discover-interrupted-swarms</c>, or GET
/// <c>/api/swarm-recoveries</c>. Answer: <see cref="InterruptedSwarms"/>.
/// </summary>
public sealed record DiscoverInterruptedSwarms
{
    public int SchemaVersion { get; init; } = 1;
}
