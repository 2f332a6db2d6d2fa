using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Agents;

/// <summary>What an agent says of itself, checked, with the defaults filled in.</summary>
public sealed record AgentDefinition
{
    public required string AgentId { get; init; }

    public string Type { get; init; } = "agent";

    /// <summary>False: it takes no code tasks.</summary>
    public bool TakesCode { get; init; } = true;

    /// <summary>Null: all.</summary>
    public IReadOnlyList<string>? FileTypes { get; init; }

    /// <summary>Null: all.</summary>
    public IReadOnlyList<string>? Operations { get; init; }

    public IReadOnlyList<string> Specializations { get; init; } = [];

    public IReadOnlyList<AgentKind> Kinds { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public bool Streaming { get; init; }

    public int MaxCapacity { get; init; } = 10;

    /// <summary><see cref="AgentTransports"/>.</summary>
    public string Transport { get; init; } = AgentTransports.Bus;
}
