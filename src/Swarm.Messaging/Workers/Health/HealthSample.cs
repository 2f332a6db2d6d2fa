namespace Swarm.Messaging.Workers.Health;

/// <summary>What one heartbeat said.</summary>
internal sealed record HealthSample(DateTimeOffset At, string State, double MemoryMb, double CpuPercent, long TasksExecuted);
