namespace Swarm.Messaging.Client.Agents;

/// <summary>Does the work of an operation. One instance serves many tasks at once.</summary>
public interface ISwarmAgentHandler
{
    /// <summary>
    /// Runs one attempt. Failures of the work are values; an exception counts as a retryable failure named by its type. Ends soon after
    /// <paramref name="cancellation"/> fires: the task was cancelled, its time is over, or its lease is lost. What is said after that is not heard.
    /// </summary>
    Task<AgentResult> HandleAsync(AgentTask task, CancellationToken cancellation);
}
