namespace Swarm.Messaging.Swarms.Messages;

/// <summary>
/// Acts on messages that the system itself answers or acts upon, in any of its processes, wherever their receivers live; those get them as well. May be called
/// again for the same message, and for one and another at a time unless one swarm sent both.
/// </summary>
internal interface ISystemMessageHandler
{
    /// <summary>The payload's <c>type</c>, one of <see cref="SystemMessageTypes"/>.</summary>
    string Type { get; }

    /// <summary>Of a message to several, it needs a leader to be its receiver; until there is one it waits.</summary>
    bool NeedsReceiver => true;

    /// <param name="delivery">Its receiver is the one that was addressed; of a message to several the leader, or nobody ('').</param>
    /// <param name="cancellation">The process stops: it comes again.</param>
    Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation);
}

/// <summary>Types of payloads that the system itself answers or acts upon.</summary>
internal static class SystemMessageTypes
{
    public const string CoordinationRequest = "coordination_request";
    public const string AllocationRequest = "resource_allocation_request";
    public const string TaskSubmission = "task_submission";
    public const string ConflictDetected = "conflict_detected";
    public const string ConflictVote = "conflict_vote";

    public static IReadOnlySet<string> All { get; } = new HashSet<string>(StringComparer.Ordinal) { CoordinationRequest, AllocationRequest, TaskSubmission, ConflictDetected, ConflictVote };
}
