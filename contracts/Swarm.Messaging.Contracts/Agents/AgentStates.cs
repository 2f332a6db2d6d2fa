namespace Swarm.Messaging.Contracts.Agents;

/// <summary>What an agent is to the system.</summary>
public static class AgentStates
{
    /// <summary>It is heard of and gets work.</summary>
    public const string Active = "active";

    /// <summary>It is heard of and gets no new work: an operator, or it itself, said so.</summary>
    public const string Draining = "draining";

    /// <summary>It was silent for too long. Its next heartbeat brings it back.</summary>
    public const string Inactive = "inactive";

    /// <summary>Deregistered or removed.</summary>
    public const string Removed = "removed";
}
