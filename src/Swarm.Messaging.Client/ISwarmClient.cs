using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;

namespace Swarm.Messaging.Client;

/// <summary>
/// Submits tasks and follows them, over the bus or over HTTP with the same meaning. What can be expected, a rejection or any end of
/// a task, is a value; a <see cref="SwarmClientException"/> means that the system did not answer, and says whether trying again helps.
/// </summary>
public interface ISwarmClient
{
    /// <summary>
    /// Returns when the task is stored or refused. To be able to call again after an exception without starting the work twice,
    /// set a task id or an idempotency key; without either an id is made up for each call.
    /// </summary>
    Task<SubmitResult> SubmitAsync(SubmitTask task, CancellationToken cancellation = default);

    /// <summary>Any number of tasks, sent in messages of at most 1,000 tasks; each is judged by itself. Answers are in the tasks' order.</summary>
    Task<IReadOnlyList<SubmitResult>> SubmitManyAsync(IReadOnlyCollection<SubmitTask> tasks, CancellationToken cancellation = default);

    /// <summary>Null when there is no such task.</summary>
    /// <param name="includePayload">True: the payload is returned too.</param>
    Task<TaskDetails?> GetAsync(string taskId, bool includePayload = false, CancellationToken cancellation = default);

    /// <summary>Ends a task that has not ended.</summary>
    Task<CommandResult> CancelAsync(string taskId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>
    /// Waits until the task is completed, dead-lettered or cancelled, however long; bound it by <paramref name="cancellation"/>.
    /// Reads the stored task: events only wake it, so missed ones and a system that is away for a while do no harm.
    /// </summary>
    /// <returns>The task at its end, with the result; null when there is no such task.</returns>
    Task<TaskDetails?> WaitForEndAsync(string taskId, CancellationToken cancellation = default);

    /// <summary>Asks for a run of a workflow, e.g. one that <see cref="WorkflowBuilder"/> made. With an execution id, sending it again is the same run.</summary>
    Task<WorkflowSubmitted> SubmitWorkflowAsync(SubmitWorkflow workflow, CancellationToken cancellation = default);

    /// <summary>Null when there is no such run.</summary>
    /// <param name="includeResults">True: with what every ended node returned.</param>
    Task<WorkflowDetails?> GetWorkflowAsync(string executionId, bool includeResults = false, CancellationToken cancellation = default);

    /// <summary>Submits and waits for the end.</summary>
    Task<TaskRun> RunAsync(SubmitTask task, CancellationToken cancellation = default);

    /// <summary>
    /// Events from the moment the enumeration has begun to listen, at least once each, until cancelled. One that cannot keep up
    /// loses the oldest; whoever needs to be sure reads the task. Over HTTP these are the events of the one host.
    /// </summary>
    IAsyncEnumerable<TaskEvent> WatchAsync(TaskEventFilter? filter = null, CancellationToken cancellation = default);
}
