namespace Swarm.Messaging.Sagas;

/// <param name="At">The store's clock.</param>
/// <param name="Entry">The entry as the saga wrote it, UTF-8 JSON.</param>
public sealed record StoredTimelineEntry(DateTimeOffset At, long Version, ReadOnlyMemory<byte> Entry);
