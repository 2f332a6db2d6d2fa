namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>
/// What became of the begin of the recovery of each interrupted swarm. One that has no success yet goes on by itself.
/// </summary>
public sealed record InterruptedSwarmsRecovered
{
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Swarms that were interrupted.</summary>
    public int Total { get; init; }

    /// <summary>One for each.</summary>
    public IReadOnlyList<SwarmRecoveryResult> Results { get; init; } = [];
}
