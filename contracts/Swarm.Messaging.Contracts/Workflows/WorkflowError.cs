namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>A node that failed, or whose compensation did.</summary>
/// <param name="ErrorType">The error in a word, as <see cref="WorkflowNodeStatus.ErrorType"/>; <c>compensation_failed</c> of a compensation. Null: it was cancelled.</param>
public sealed record WorkflowError(string PartitionId, string NodeId, string Error, string? ErrorType = null);
