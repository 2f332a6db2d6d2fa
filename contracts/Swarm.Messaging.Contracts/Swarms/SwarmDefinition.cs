using System.Text.Json;

namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>What a swarm's owner says of it.</summary>
public sealed record SwarmDefinition
{
    public const string NoObjective = "No objective given";
    public const int DefaultAgents = 10;

    /// <summary>Default: <see cref="NoObjective"/>.</summary>
    public string Objective { get; init; } = NoObjective;

    /// <summary><c>development</c> (default), <c>research</c> or <c>devops</c>.</summary>
    public string Strategy { get; init; } = "development";

    /// <summary><c>mesh</c> (default) or <c>hierarchical</c>; its topology, too.</summary>
    public string Mode { get; init; } = "mesh";

    /// <summary>1..10,000. Default 10.</summary>
    public int MaxAgents { get; init; } = DefaultAgents;

    /// <summary>Its agents, each as its owner describes it.</summary>
    public IReadOnlyList<JsonElement> Agents { get; init; } = [];

    /// <summary>Its tasks, each as its owner describes it.</summary>
    public IReadOnlyList<JsonElement> Tasks { get; init; } = [];

    public SwarmMetadata Metadata { get; init; } = new();
}
