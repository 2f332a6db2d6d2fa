using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Wasm;
using Swarm.Messaging.Wasm.Recovery;
using Swarm.Messaging.Wasmtime.Instances;
using Swarm.Messaging.Wasmtime.Modules;
using Swarm.Messaging.Wasmtime.Sandbox;

namespace Swarm.Messaging.Wasmtime.Code;

/// <summary>
/// One attempt in the pool: what its recovery order wants done first, a slot on the best instance, the guest under its limits, and what
/// became of it. A failure names its instance and is reported to recovery before the task hears of it; in a worker process, which has no
/// recovery, it is told as it is.
/// </summary>
internal sealed class InstanceRunner(
    InstancePool pool, IOptions<WasmOptions> options, TimeProvider time, RecoveryRunner? recovery = null, FailureDesk? failures = null)
{
    public async Task<ExecutionOutcome> RunAsync(TaskExecution execution, CodeRun run, CancellationToken cancellation)
    {
        var prepared = execution.Recovery is { } order && recovery is not null
            ? await recovery.PrepareAsync(new RecoveryContext(execution.TaskId, execution.Attempt, order, execution.Payload), cancellation).ConfigureAwait(false)
            : null;
        var waited = time.GetTimestamp();
        if (await pool.Acquire(run.Payload.Language, execution.Operation, execution.Rank, cancellation).Slot.ConfigureAwait(false) is not { } slot)
            return new ExecutionOutcome.Returned($"No WebAssembly instance had a free slot within {time.GetElapsedTime(waited).TotalSeconds:0.#} s.");

        var settings = RunSettings.Of(execution, run, options.Value);
        var (outcome, trap) = await RunAsync(slot, run, settings, cancellation).ConfigureAwait(false);
        return outcome is ExecutionOutcome.Failed { InstanceId: not null } failed && failures is not null
            ? await TellAsync(failures, execution, failed, trap, prepared, cancellation).ConfigureAwait(false)
            : outcome;
    }

    private async Task<(ExecutionOutcome Outcome, string? Trap)> RunAsync(
        InstanceSlot slot, CodeRun run, RunSettings settings, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        bool? success = null;
        try
        {
            var instance = (EngineInstance)slot.Life.Engine;
            if (settings.ClearMemory)
                await instance.ClearMemoryAsync().ConfigureAwait(false);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, slot.Life.Stopping);
            var outcome = await instance.RunAsync(settings.Variant, modules => Call(run, settings, modules), either.Token).ConfigureAwait(false);
            success = outcome is GuestOutcome.Completed;
            return outcome switch
            {
                GuestOutcome.Completed completed => (run.Step.Answer(completed.Result), null),
                GuestOutcome.Failed failed => (Failed(failed, settings.Reached(run.Module, failed)) with { InstanceId = slot.InstanceId }, failed.Trap),
                var other => throw new InvalidOperationException($"Unknown outcome {other.GetType().Name}."),
            };
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && slot.Life.Reason is { } stop && e is OperationCanceledException or ObjectDisposedException)
        {
            if (!slot.Blamed)
                return (new ExecutionOutcome.Returned($"The instance {slot.InstanceId} was stopped: {stop.Reason}."), null);
            success = false;
            return (new ExecutionOutcome.Failed(GuestErrors.Timeout, $"The task was stuck and its instance was stopped: {stop.Reason}.") { InstanceId = slot.InstanceId }, null);
        }
        finally
        {
            slot.Release(success, time.GetElapsedTime(began));
        }
    }

    /// <param name="limit">The module's own, which the execution came up against: what recovery would give, it would never get.</param>
    private static ExecutionOutcome.Failed Failed(GuestOutcome.Failed failed, string? limit) => new(
        failed.ErrorType, limit is null ? failed.Message : $"{failed.Message} {limit}", failed.Stack, failed.ErrorType != GuestErrors.OutputLimit)
    {
        Fallback = limit is not null,
    };

    private static GuestCall Call(CodeRun run, RunSettings settings, ModuleStore modules) => new(
        stop => modules.Load(run.Module, stop), run.Step.Operation, run.Payload.Language, run.Step.Content, settings.MemoryLimitMb, settings.Timeout)
    {
        Protocol = run.Module.Protocol,
        Request = run.Step.Request,
    };

    private static async Task<ExecutionOutcome> TellAsync(
        FailureDesk failures, TaskExecution execution, ExecutionOutcome.Failed failed, string? trap, RecoveryReport? prepared, CancellationToken cancellation)
    {
        var error = await failures.FailedAsync(
            execution.TaskId, execution.Attempt, new TaskError(failed.ErrorType, failed.Message, failed.Stack, failed.Retryable, failed.InstanceId, failed.Fallback),
            trap, prepared, cancellation).ConfigureAwait(false);
        return failed with { ErrorType = error.Type, Fallback = error.Fallback };
    }
}
