namespace Swarm.Messaging.Workflows;

/// <summary>What is to run again.</summary>
/// <param name="Node">From which node; null: from wherever it stopped.</param>
/// <param name="Waits">It was paused while it undid what comes before: then nothing begins until it is resumed.</param>
internal sealed record WorkflowAgain(int? Node, string? Reason, bool Waits = false);
