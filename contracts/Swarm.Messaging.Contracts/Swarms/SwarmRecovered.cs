namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>An interrupted swarm is active again, in registry and state.</summary>
public sealed record SwarmRecovered : SwarmEvent
{
    /// <summary>Null when the swarm became active without it.</summary>
    public RecoveryPlan? RecoveryPlan { get; init; }

    /// <summary>Tries that it took, this one included.</summary>
    public int Attempts { get; init; }
}
