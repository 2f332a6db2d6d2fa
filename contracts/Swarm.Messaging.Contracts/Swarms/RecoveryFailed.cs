namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A try to recover a swarm did not succeed.</summary>
public sealed record RecoveryFailed : SwarmEvent
{
    public string Error { get; init; } = "";

    /// <summary>Which try it was, from 1 on.</summary>
    public int Attempt { get; init; }

    /// <summary>It was the last one: the swarm has failed.</summary>
    public bool Final { get; init; }
}
