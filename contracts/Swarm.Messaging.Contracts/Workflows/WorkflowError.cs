namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>A node that failed.</summary>
public sealed record WorkflowError(string PartitionId, string NodeId, string Error);
