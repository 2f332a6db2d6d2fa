namespace Swarm.Messaging.Contracts.Tasks;

/// <summary>What routing thinks of a code task.</summary>
public sealed record TaskClassification
{
    /// <summary>js, ts, tsx, py, rs, go, java, cpp, c or unknown.</summary>
    public required string FileType { get; init; }

    /// <summary>create, edit, refactor, test, analyze, optimize or unknown.</summary>
    public required string OperationType { get; init; }

    /// <summary>simple, medium, complex or critical.</summary>
    public required string Complexity { get; init; }

    /// <summary>urgent, high, normal or low.</summary>
    public required string Priority { get; init; }

    /// <summary>5,000, 15,000, 60,000 or 180,000 by complexity.</summary>
    public long EstimatedDurationMs { get; init; }

    public required ResourceRequirements ResourceRequirements { get; init; }

    /// <summary>2..10; it is told, the order of tasks is by rank and sequence only.</summary>
    public int RoutingScore { get; init; }
}
