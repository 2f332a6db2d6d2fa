namespace Swarm.Messaging.Contracts.Alerts;

/// <summary>The condition of an alert ended.</summary>
public sealed record AlertCleared
{
    public int SchemaVersion { get; init; } = 1;

    public required string AlertId { get; init; }

    public required string Name { get; init; }

    public required string Subject { get; init; }

    public double Value { get; init; }

    public DateTimeOffset Since { get; init; }

    public DateTimeOffset ClearedAt { get; init; }
}
