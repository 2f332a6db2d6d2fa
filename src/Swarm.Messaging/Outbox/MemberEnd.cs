namespace Swarm.Messaging.Outbox;

/// <summary>How a task of a batch ended.</summary>
/// <param name="State">One of the ends of tasks.</param>
/// <param name="Error">Null when it completed.</param>
/// <param name="DurationMs">Of its last execution.</param>
internal sealed record MemberEnd(string State, string? Error, long DurationMs);
