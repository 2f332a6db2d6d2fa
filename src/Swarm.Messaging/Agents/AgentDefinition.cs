using System.Text.Json.Serialization;
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

    /// <summary>For people; null: its id.</summary>
    public string? Name { get; init; }

    public IReadOnlyList<string> Languages { get; init; } = [];

    public IReadOnlyList<string> Frameworks { get; init; } = [];

    public IReadOnlyList<string> Domains { get; init; } = [];

    public IReadOnlyList<string> Tools { get; init; } = [];

    public IReadOnlyList<string> Permissions { get; init; } = [];

    /// <summary>CRM operations of which it takes a whole batch as one task.</summary>
    public IReadOnlyList<string> BulkOperations { get; init; } = [];

    /// <summary>As it last said.</summary>
    public AgentStanding Standing { get; init; } = new();

    /// <summary>Everything of which a required capability may be a part.</summary>
    [JsonIgnore]
    public IEnumerable<string> Skills => Languages.Concat(Frameworks).Concat(Domains).Concat(Tools);

    public bool TakesKind(string kind) => Kinds.Any(k => k.Kind == kind);

    /// <summary><see cref="AgentTransports"/>.</summary>
    public string Transport { get; init; } = AgentTransports.Bus;
}
