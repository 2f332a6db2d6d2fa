namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>A node that failed, or whose compensation did.</summary>
public sealed record WorkflowError(string PartitionId, string NodeId, string Error);
