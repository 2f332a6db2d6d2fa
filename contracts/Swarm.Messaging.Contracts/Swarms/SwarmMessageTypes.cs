namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>Whom a message is for.</summary>
public static class SwarmMessageTypes
{
    /// <summary>One swarm; channel <c>swarm:{id}</c>.</summary>
    public const string Targeted = "targeted";

    /// <summary>All other swarms; channel <c>swarm:global</c>.</summary>
    public const string Broadcast = "broadcast";

    /// <summary>All other swarms, about their cooperation; channel <c>swarm:coordination</c>.</summary>
    public const string Coordination = "coordination";

    /// <summary>Agents of one swarm, or of all; channels <c>swarm:{id}:agents</c> and <c>swarm:agents</c>.</summary>
    public const string Agent = "agent";

    /// <summary>All other swarms, about tasks; channel <c>swarm:tasks</c>.</summary>
    public const string Task = "task";

    /// <summary>All other swarms, about what happened; channel <c>swarm:events</c>.</summary>
    public const string Event = "event";

    public const string General = "general";
}
