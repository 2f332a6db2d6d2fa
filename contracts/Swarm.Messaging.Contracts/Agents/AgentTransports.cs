namespace Swarm.Messaging.Contracts.Agents;

/// <summary>How an agent gets its work.</summary>
public static class AgentTransports
{
    /// <summary>It consumes its queue on the broker.</summary>
    public const string Bus = "bus";

    /// <summary>It asks a host for it: GET <c>/api/agents/{id}/work</c>.</summary>
    public const string Http = "http";
}
