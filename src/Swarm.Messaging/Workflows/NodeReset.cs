namespace Swarm.Messaging.Workflows;

/// <summary>A node that runs again.</summary>
/// <param name="Before">Its mark before.</param>
/// <param name="IsAfterNamed">It is the node that was named, or comes after it.</param>
/// <param name="Source">The node that it comes after; null for one from which others are run again.</param>
internal sealed record NodeReset(int Node, char Before, bool IsAfterNamed, int? Source);
