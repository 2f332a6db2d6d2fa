namespace Swarm.Messaging.HostMemory;

/// <param name="HeapBytes">Managed, with what waits for collection.</param>
/// <param name="LiveBytes">Managed, as the last collection left it.</param>
/// <param name="RssBytes">Of the whole process.</param>
/// <param name="Collections">So far, of all generations.</param>
internal sealed record MemorySample(DateTimeOffset At, long HeapBytes, long LiveBytes, long RssBytes, int Collections);
