using Swarm.Messaging.Outbox;

namespace Swarm.Messaging.Distribution.Batching;

/// <summary>A task is to be collected. Begins the window of its client and operation.</summary>
internal sealed record WindowJoined(string WindowId, string Client, string Operation, string TaskId);

/// <summary>It has ended before the flush.</summary>
internal sealed record WindowLeft(string WindowId, string TaskId);

internal sealed record WindowDue;

/// <summary>A window was flushed. Begins the batch.</summary>
/// <param name="Bulk">An agent takes all of it as one task.</param>
internal sealed record BatchBegun(BatchNote.Begin Begin, bool Bulk);

/// <summary>A task of the batch, or the one for all of them, has ended. Late and repeated ones are known by the member's mark.</summary>
/// <param name="Result">JSON; null when there is none.</param>
internal sealed record MemberEnded(string BatchId, string TaskId, MemberEnd How, ReadOnlyMemory<byte>? Result);

/// <summary>A task that it was flushed with is part of another batch: nothing is to be expected of it.</summary>
internal sealed record MemberAbsent(string BatchId, string TaskId);

/// <summary>Its tasks cannot go to an agent as one task, however long they wait.</summary>
internal sealed record BulkRefused(string BatchId, string Why);

internal sealed record BatchAskDue;
