namespace Swarm.Messaging.Workflows.Runner;

/// <summary>The tasks of nodes that hosts run themselves. Steps are those that this host has stored since its start, what waits is the whole system's.</summary>
/// <param name="TotalQueued">Accepted.</param>
/// <param name="Pending">Waiting for a slot on any host.</param>
/// <param name="Running">On this host.</param>
/// <param name="Failed">Became dead letters.</param>
/// <param name="Duplicates">Refused as the same as one within the window.</param>
/// <param name="AverageWaitMs">From acceptance to a worker of this host, of the last 1,000.</param>
/// <param name="AverageExecutionMs">Of the last 1,000 executions of this host.</param>
/// <param name="QueueSize">As <paramref name="Pending"/>.</param>
/// <param name="QueueBound">Past it submissions are refused as <c>backlog_full</c>.</param>
/// <param name="PriorityDistribution">Of what waits, the newest 1,000.</param>
internal sealed record NodeQueueReport(
    long TotalQueued, long Pending, long Running, long Completed, long Failed, long Cancelled, long Duplicates,
    double AverageWaitMs, double AverageExecutionMs, long QueueSize, long? QueueBound, IReadOnlyDictionary<string, long> PriorityDistribution);
