using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasm.Recovery.Instances;

namespace Swarm.Messaging.Wasm.Recovery;

/// <summary>Where an executor reports that an execution inside WebAssembly failed, before it tells the task.</summary>
internal sealed partial class FailureDesk(
    ErrorClassifier classifier, PanicWatch panics, InstanceCommands instances, RecoveryRecords records, HostIdentity host,
    IOptionsMonitor<RecoveryOptions> options, TimeProvider time, ILogger<FailureDesk> log)
{
    /// <param name="error">With the id of the instance it happened on.</param>
    /// <param name="trap">Trap code by the runtime's name; null when it did not trap.</param>
    /// <param name="recovery">What was done before this execution, if it was a recovery.</param>
    /// <returns>The error to report: with its class as type, and marked when the task has to leave WebAssembly.</returns>
    public async Task<TaskError> FailedAsync(
        string taskId, int attempt, TaskError error, string? trap, RecoveryReport? recovery, CancellationToken cancellation)
    {
        // A module that answers has not failed, whatever words its answer has.
        if (trap is null && error is { Retryable: false, Fallback: false })
            return error;
        var found = classifier.Classify(trap, error.Type, error.Message);
        await StoreAsync(taskId, attempt, new FailureDetail(trap, error.Stack, error.InstanceId, host.HostId), cancellation).ConfigureAwait(false);
        var fallback = error.Fallback || recovery?.FallbackOnFailure == true;
        if (found.Type == ErrorTypes.Panic && error.InstanceId is { } instance && panics.Panicked(instance))
        {
            fallback = true;
            await ReplaceAsync(instance, taskId, cancellation).ConfigureAwait(false);
        }

        Failed(taskId, attempt, found.Type, found.Severity, trap, error.InstanceId, fallback, error.Message);
        // A name that says more than "unknown" stays.
        return error with { Type = found.Type == ErrorTypes.Unknown ? error.Type : found.Type, Fallback = fallback };
    }

    private async Task ReplaceAsync(string instance, string taskId, CancellationToken cancellation)
    {
        var now = options.CurrentValue;
        using var limit = new CancellationTokenSource(now.ActionTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var failure = await instances.SendAsync(
                instance, InstanceActions.Replace, $"it panicked {now.PanicThreshold} times within {now.PanicWindow.TotalMinutes:0.##} min", either.Token).ConfigureAwait(false);
            Replaced(instance, now.PanicThreshold, now.PanicWindow, taskId, failure ?? "done");
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Replaced(instance, now.PanicThreshold, now.PanicWindow, taskId, e.Message);
        }
    }

    private async Task StoreAsync(string taskId, int attempt, FailureDetail detail, CancellationToken cancellation)
    {
        try
        {
            await records.WriteAsync(taskId, attempt, detail, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // The history will lack stack and trap; the task must hear of its failure all the same.
            NotStored(taskId, attempt, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Execution {Attempt} of {TaskId} failed: {ErrorType} ({Severity}), trap {Trap}, instance {InstanceId}, straight to fallback {Fallback}. {Reason}")]
    private partial void Failed(string taskId, int attempt, string errorType, string severity, string? trap, string? instanceId, bool fallback, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Instance {InstanceId} panicked {Count} times within {Window}: it is replaced, {TaskId} goes to its fallback. Replacement: {Result}")]
    private partial void Replaced(string instanceId, int count, TimeSpan window, string taskId, string result);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is known of the failure of {TaskId}, execution {Attempt}, could not be stored; the history lacks it")]
    private partial void NotStored(string taskId, int attempt, Exception exception);
}
