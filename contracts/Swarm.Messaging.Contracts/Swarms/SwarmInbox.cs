namespace Swarm.Messaging.Contracts.Swarms;

/// <summary>A swarm's messages.</summary>
/// <param name="Waiting">In its inbox: not handled yet.</param>
/// <param name="Recent">The newest that were sent to it alone, the newest first; at most 10.</param>
public sealed record SwarmInbox(long Waiting, IReadOnlyList<SwarmMessage> Recent);
