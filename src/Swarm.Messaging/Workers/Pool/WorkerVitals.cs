namespace Swarm.Messaging.Workers.Pool;

/// <summary>What a heartbeat says about its process.</summary>
/// <param name="MemoryBytes">Resident; 0 when it does not say.</param>
/// <param name="CpuTime">Since its start; null when it does not say.</param>
internal readonly record struct WorkerVitals(long MemoryBytes, TimeSpan? CpuTime);
