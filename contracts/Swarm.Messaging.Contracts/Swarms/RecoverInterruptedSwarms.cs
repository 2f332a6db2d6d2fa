namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// Recovers all interrupted swarms now. Queue <c>swarm.recover-interrupted-swarms</c>, or POST <c>/api/swarm-recoveries</c>. Answer: <see cref="InterruptedSwarmsRecovered"/>.
/// </summary>
public sealed record RecoverInterruptedSwarms
{
    public int SchemaVersion { get; init; } = 1;
}
