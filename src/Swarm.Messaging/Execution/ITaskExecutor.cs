using System.Text.Json;

namespace Swarm.Messaging.Execution;

/// <summary>
/// Runs attempts of the operations it declares, inside a target of this host. One instance serves many attempts at once;
/// the target calls it at most as often at a time as it has slots.
/// </summary>
public interface ITaskExecutor
{
    /// <summary>The task kind it serves: <c>code</c>, <c>basic</c>, ...</summary>
    string Kind { get; }

    /// <summary>The operations it can run, e.g. <c>analyze</c>. Lower case.</summary>
    IReadOnlyCollection<string> Operations { get; }

    /// <summary>
    /// Judges a payload before the task is accepted. Every violation names the field as a JSON path from the payload's root
    /// (<c>payload.filePath</c>), the offending value cut to 100 characters, and the rule. Empty means acceptable.
    /// Must be quick and free of side effects: it runs for every submission.
    /// </summary>
    IReadOnlyList<Violation> Validate(string operation, JsonElement payload);

    /// <summary>
    /// Runs one attempt. Ends within the execution's timeout plus the executor's own granularity when <paramref name="cancellation"/>
    /// fires, by throwing <see cref="OperationCanceledException"/>. Failures of the work are values; an exception is a bug
    /// of the executor and counts as a retryable failure named by the exception's type.
    /// </summary>
    Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation);
}
