namespace Swarm.Messaging.Workers.Health;

/// <summary>Something about a worker, or the pool, that somebody should know of, begins or ends.</summary>
/// <param name="Name">One of <see cref="WorkerAlertNames"/>.</param>
/// <param name="WorkerId">Null: the pool itself.</param>
internal sealed record WorkerCondition(string Name, string Severity, string? WorkerId, bool On, double Value, double Threshold, string Hint);
