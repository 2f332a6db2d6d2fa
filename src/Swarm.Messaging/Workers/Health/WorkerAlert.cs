namespace Swarm.Messaging.Workers.Health;

/// <summary>An entry of the pool's own list of alerts.</summary>
/// <param name="Severity">info, warning or critical.</param>
/// <param name="WorkerId">Null: the pool itself.</param>
/// <param name="Type">One of <see cref="WorkerAlertNames"/>.</param>
internal sealed record WorkerAlert(string Id, string Severity, string? WorkerId, string Type, DateTimeOffset Timestamp);
