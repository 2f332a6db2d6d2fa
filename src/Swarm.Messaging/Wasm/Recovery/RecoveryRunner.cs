using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>Does what an order says, on the host that runs the attempt, just before it begins.</summary>
internal sealed partial class RecoveryRunner(
    RecoveryStrategies strategies, RecoveryRecords records, IOptionsMonitor<RecoveryOptions> options, TimeProvider time, ILogger<RecoveryRunner> log)
{
    /// <summary>Never fails because of an action; the report, when it returns, is stored.</summary>
    public async Task<RecoveryReport> PrepareAsync(RecoveryContext context, CancellationToken cancellation)
    {
        var (order, startedAt, begun) = (context.Order, time.GetUtcNow(), time.GetTimestamp());
        Begun(context.TaskId, context.Attempt, order.Strategy, order.Attempt, order.ErrorType, order.InstanceId, order.MemoryLimitMb, order.TimeoutMs, string.Join(",", order.Flags));
        foreach (var name in order.Actions)
            context.Add(await ExecuteAsync(name, context, cancellation).ConfigureAwait(false));
        var report = new RecoveryReport(
            context.TaskId, context.Attempt, order.Attempt, order.Strategy, order.ErrorType, order.InstanceId,
            context.Executed, context.FallbackOnFailure, startedAt, time.GetElapsedTime(begun).TotalMilliseconds);
        await StoreAsync(report, cancellation).ConfigureAwait(false);
        return report;
    }

    private async Task<ExecutedAction> ExecuteAsync(string name, RecoveryContext context, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        var failure = await ActAsync(name, context, cancellation).ConfigureAwait(false);
        var elapsed = time.GetElapsedTime(begun).TotalMilliseconds;
        if (failure is null)
            Done(name, context.TaskId, context.Attempt, context.InstanceId, elapsed);
        else
            NotDone(name, context.TaskId, context.Attempt, context.InstanceId, elapsed, failure);
        return new ExecutedAction(name, failure is null ? ExecutedAction.Ok : ExecutedAction.Failed, failure, elapsed);
    }

    private async Task<string?> ActAsync(string name, RecoveryContext context, CancellationToken cancellation)
    {
        if (strategies.Action(name) is not { } action)
            return $"This host does not know the action '{name}': the host that ordered it has other registrations.";
        var patience = options.CurrentValue.ActionTimeout;
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            // Waited for no longer than that even when it does not look at its token.
            return (await action.ActAsync(context, either.Token).WaitAsync(either.Token).ConfigureAwait(false)).Failure;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return $"It was not done within {patience.TotalSeconds:0.###} s.";
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    private async Task StoreAsync(RecoveryReport report, CancellationToken cancellation)
    {
        try
        {
            await records.WriteAsync(report, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // Statistics will miss it; the task goes on.
            NotStored(report.TaskId, report.Attempt, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Recovery of {TaskId}, execution {Attempt}: {Strategy}, recovery {RecoveryAttempt} from {ErrorType} on the instance {InstanceId}; next with {MemoryLimitMb} MB, {TimeoutMs} ms, [{Flags}]")]
    private partial void Begun(string taskId, int attempt, string strategy, int recoveryAttempt, string errorType, string? instanceId, int? memoryLimitMb, long? timeoutMs, string flags);

    [LoggerMessage(Level = LogLevel.Information, Message = "Recovery action {Action} for {TaskId}, execution {Attempt}, instance {InstanceId}: done in {ElapsedMs:0.0} ms")]
    private partial void Done(string action, string taskId, int attempt, string? instanceId, double elapsedMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Recovery action {Action} for {TaskId}, execution {Attempt}, instance {InstanceId}: failed after {ElapsedMs:0.0} ms. {Reason}")]
    private partial void NotDone(string action, string taskId, int attempt, string? instanceId, double elapsedMs, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The report of the recovery of {TaskId}, execution {Attempt}, could not be stored; statistics miss it")]
    private partial void NotStored(string taskId, int attempt, Exception exception);
}
