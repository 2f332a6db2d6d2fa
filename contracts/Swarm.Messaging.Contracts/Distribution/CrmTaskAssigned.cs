namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>An agent, and a session of it, got the task's next execution.</summary>
public sealed record CrmTaskAssigned : DistributionEvent
{
    public required string TaskId { get; init; }

    public required string AgentId { get; init; }

    /// <summary>As it calls itself; its id when it does not.</summary>
    public required string AgentName { get; init; }

    /// <summary>Absent for what needs no session.</summary>
    public string? SessionId { get; init; }

    public string? Op { get; init; }
}
