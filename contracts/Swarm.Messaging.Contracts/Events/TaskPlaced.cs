using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Contracts.Events;

/// <summary>A slot on a target was leased for the next attempt.</summary>
public sealed record TaskPlaced : TaskEvent
{
    public required string TargetId { get; init; }

    /// <summary>What routing thinks of it; null outside code tasks.</summary>
    public TaskClassification? Classification { get; init; }

    /// <summary>The target's session, for what needs one.</summary>
    public string? SessionId { get; init; }

    /// <summary>How long the choice of the target took, in ms; null when it was granted a slot while it waited.</summary>
    public double? RoutingMs { get; init; }
}
