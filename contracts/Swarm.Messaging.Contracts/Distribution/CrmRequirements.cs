namespace Swarm.Messaging.Contracts.Distribution;

/// <summary>What a CRM task needs of its agent. An agent without it is never chosen; the task waits for one that has it.</summary>
public sealed record CrmRequirements
{
    /// <summary>The agent's <c>type</c>, exactly.</summary>
    public string? AgentType { get; init; }

    /// <summary>Each must be, without regard to case, a part of one of the agent's languages, frameworks, domains or tools. At most 16, 1..64 characters.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Each must be one of the agent's tools, exactly. At most 16, 1..64 characters.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Each must be one of the agent's permissions, exactly. At most 16, 1..64 characters.</summary>
    public IReadOnlyList<string>? Permissions { get; init; }

    /// <summary>In ms, told with the assignment when the catalogue has none for the operation.</summary>
    public long? EstimatedDuration { get; init; }

    /// <summary>Longest time of one execution in ms, when <c>timeoutAfter</c> is absent.</summary>
    public long? MaxDuration { get; init; }

    /// <summary>In MB; handed to the agent, not judged.</summary>
    public int? MemoryRequired { get; init; }
}
