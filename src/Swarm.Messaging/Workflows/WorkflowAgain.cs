namespace Swarm.Messaging.Workflows;

/// <summary>What is to run again.</summary>
/// <param name="Node">From which node; null: from wherever it stopped.</param>
internal sealed record WorkflowAgain(int? Node, string? Reason);
