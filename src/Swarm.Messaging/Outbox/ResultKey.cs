namespace Swarm.Messaging.Outbox;

/// <summary>Under which a node's result is kept, and for how long.</summary>
internal sealed record ResultKey(string Key, long TtlMs);
