using Swarm.Messaging.Contracts.Swarms;

namespace Swarm.Messaging.Swarms.Messages;

/// <summary>Whom a message is for, and on which channel outside listeners hear it. A closed set.</summary>
/// <param name="Channel">As the specification names it.</param>
/// <param name="MessageType">One of <see cref="SwarmMessageTypes"/>.</param>
internal abstract record SwarmAddress(string Channel, string MessageType)
{
    /// <summary>The one swarm that receives it; null: every one that has not ended.</summary>
    public virtual string? Target => null;

    public virtual string? TargetAgent => null;

    /// <summary>The sender itself receives it, too.</summary>
    public virtual bool IncludeSelf => false;

    /// <summary>One swarm; the sender itself is one like any other.</summary>
    public sealed record ToSwarm(string Id) : SwarmAddress($"swarm:{Id}", SwarmMessageTypes.Targeted)
    {
        public override string Target => Id;
    }

    public sealed record ToAll(bool Self = false) : SwarmAddress(Global, SwarmMessageTypes.Broadcast)
    {
        public override bool IncludeSelf => Self;
    }

    /// <param name="Agent">Null: all of them.</param>
    public sealed record ToAgents(string Id, string? Agent = null) : SwarmAddress($"swarm:{Id}:agents", SwarmMessageTypes.Agent)
    {
        public override string Target => Id;

        public override string? TargetAgent => Agent;
    }

    public sealed record ToAllAgents() : SwarmAddress("swarm:agents", SwarmMessageTypes.Agent)
    {
        public override bool IncludeSelf => true;
    }

    public sealed record ToCoordination() : SwarmAddress("swarm:coordination", SwarmMessageTypes.Coordination);

    /// <summary>All others, about one subject: outside listeners hear it by the pattern <c>swarm:coordination:*</c>.</summary>
    public sealed record ToTopic(string Topic) : SwarmAddress($"swarm:coordination:{Topic}", SwarmMessageTypes.Coordination);

    /// <summary>All others, about resources.</summary>
    public sealed record ToResources() : SwarmAddress("swarm:resources", SwarmMessageTypes.Coordination);

    public sealed record ToTasks() : SwarmAddress("swarm:tasks", SwarmMessageTypes.Task);

    public sealed record ToEvents() : SwarmAddress("swarm:events", SwarmMessageTypes.Event);

    public const string Global = "swarm:global";
}
