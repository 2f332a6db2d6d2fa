using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Workers;

/// <summary>
/// Tasks of the kind <c>process</c>: the operation is the task type of a worker. A type that no worker knows is no refusal: workers of
/// another host may know it by the next attempt.
/// </summary>
internal sealed class ProcessExecutor : IElasticExecutor
{
    public const string KindName = "process";

    private readonly WorkerPool pool;
    private readonly IReadOnlyList<string> capabilities;

    public ProcessExecutor(WorkerPool pool)
    {
        this.pool = pool;
        Operations =
        [
            .. pool.Options.Types.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal), OperationCatalog.Any,
        ];
        capabilities = [.. Operations.Select(operation => $"{Kind}/{operation}")];
    }

    public string Kind => KindName;

    public IReadOnlyCollection<string> Operations { get; }

    public bool IsOffered => pool.Options.Enabled;

    /// <summary>Fewer than slots may be ready: a task waits in the pool, by rank, while a worker starts or is replaced.</summary>
    public TargetOffer Offer => new(pool.Offered, capabilities);

    /// <summary>A worker begins.</summary>
    public bool TellsBegin => true;

    /// <summary>The pool ends an execution at its timeout, and needs this long where the worker does not give way.</summary>
    public TimeSpan Grace => pool.Options.CancelGrace + pool.Options.StopGrace;

    public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

    public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
    {
        var task = new PoolTask
        {
            Id = execution.TaskId,
            Type = execution.Operation,
            Payload = execution.Payload,
            Rank = execution.Rank,
            AcceptedAt = execution.AcceptedAt,
            Attempt = execution.Attempt,
            IdempotencyKey = execution.IdempotencyKey,
            Timeout = execution.Timeout,
            Begun = execution.Begun,
            Progress = (fraction, text) => execution.Progress.Report(new ExecutionProgress(fraction, text)),
        };
        pool.Submit(task);
        using var cancelling = cancellation.UnsafeRegister(static state => Cancel(state!), (pool, task));
        return await task.End.ConfigureAwait(false) switch
        {
            WorkerOutcome.Completed done => new ExecutionOutcome.Succeeded(done.Result),
            WorkerOutcome.Failed failed => new ExecutionOutcome.Failed(failed.Code, failed.Message, failed.Stack, failed.Retryable),
            WorkerOutcome.Kept kept => new ExecutionOutcome.Returned(kept.Reason),
            _ => throw new OperationCanceledException(cancellation),
        };
    }

    private static void Cancel(object state)
    {
        var (pool, task) = ((WorkerPool, PoolTask))state;
        pool.Cancel(task);
    }
}
