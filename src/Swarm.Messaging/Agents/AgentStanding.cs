using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Agents;

/// <summary>What an agent says of how it is, each 0..1.</summary>
/// <param name="Workload">By what is not ours.</param>
/// <param name="SuccessRate">Before it came here.</param>
public sealed record AgentStanding(
    decimal Workload = 0, decimal Health = 1, decimal Reliability = 1, decimal Quality = 1, decimal SuccessRate = 1)
{
    /// <summary>What a heartbeat leaves out stays.</summary>
    internal AgentStanding With(AgentHeartbeat beat) => new(
        beat.Workload ?? Workload, beat.Health ?? Health, beat.Reliability ?? Reliability, beat.Quality ?? Quality, beat.SuccessRate ?? SuccessRate);
}
