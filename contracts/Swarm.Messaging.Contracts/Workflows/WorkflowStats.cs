namespace Swarm.Messaging.Contracts.Workflows;

/// <summary>How many nodes of a run came to what.</summary>
/// <param name="Total">Of the definition.</param>
/// <param name="SuccessRate">Successful of those that ended by running, 0..1; 0 while none did.</param>
/// <param name="PartitionsExecuted">Levels of which every node has ended.</param>
public sealed record WorkflowStats(int Total, int Successful, int Failed, double SuccessRate, int PartitionsExecuted);
