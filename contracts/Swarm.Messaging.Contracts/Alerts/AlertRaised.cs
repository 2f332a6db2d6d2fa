namespace Swarm.Messaging.Contracts.Alerts;

/// <summary>A condition began that somebody should know of. Sent once; <see cref="AlertCleared"/> with the same id ends it.</summary>
public sealed record AlertRaised
{
    public int SchemaVersion { get; init; } = 1;

    public required string AlertId { get; init; }

    /// <summary>Kebab case: queue-backlog, backlog-full, error-rate, ...</summary>
    public required string Name { get; init; }

    /// <summary>info, warning or critical.</summary>
    public required string Severity { get; init; }

    /// <summary>What it is about, e.g. the queue.</summary>
    public required string Subject { get; init; }

    public double Value { get; init; }

    public double Threshold { get; init; }

    public DateTimeOffset Since { get; init; }

    /// <summary>What an operator can do.</summary>
    public required string Hint { get; init; }
}
