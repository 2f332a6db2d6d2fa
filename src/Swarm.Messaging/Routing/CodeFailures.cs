using Swarm.Messaging.Contracts.Execution;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Tasks;
using Swarm.Messaging.Wasm.Recovery;

namespace Swarm.Messaging.Routing;

/// <summary>
/// What follows a failed execution of a code task. Pure.
/// In WebAssembly: the ladder, then the fallback to agents; a module that answers that it cannot be done as asked ends the task. At agents: the next one. A task is given to a target of its own choice 1 + 3 times
/// (its first, the fallback, each rerouting), and recovers in WebAssembly up to three times without a new choice: so it runs at most
/// 4 times there and 3 times at agents after the fallback, or 4 times at agents alone.
/// </summary>
internal sealed class CodeFailures(IRecoveryLadder ladder, RoutingOptions options)
{
    /// <param name="anyServes">Whether a living target is left for these needs, as far as is known.</param>
    public FailureDecision After(FailedExecution failed, Func<Requirements, bool> anyServes)
    {
        if (failed.Course is not { } course)
            return FailureDecision.After(failed);
        // In the open phase only the lease knows; a target that is gone was most likely the pool of a host that died.
        var atAgent = course.Phase == TaskPhases.Agent || failed.TargetType is not (null or "" or TargetTypes.Pool);
        return atAgent ? AfterAgent(failed, course, anyServes) : AfterWasm(failed, course);
    }

    private FailureDecision AfterWasm(FailedExecution failed, TaskCourse course)
    {
        // Its host is gone, of the instance nothing is known: it did not fail in WebAssembly, and there is nothing to recover. It counts all the same, or what kills its host would for ever.
        if (failed.Error.Type == FailedExecution.LeaseLost || StoppedErrors.Has(failed.Error.Type))
        {
            return failed.Attempt >= failed.Retry.AttemptsFor(failed.Error.Type, failed.Rank)
                ? Leave(failed, course)
                : new FailureDecision.Retry(
                    failed.Retry.DelayBefore(failed.Attempt + 1, failed.Random), course with { Why = $"Execution {failed.Attempt} was lost with its host; it is executed again as it was." });
        }

        var ended = course with { WasmAttempts = course.WasmAttempts + 1, InstanceId = failed.Error.InstanceId };
        // The module's own verdict on what was asked, not a failure of the engine: it is the answer.
        if (failed.Error is { Retryable: false, Fallback: false } && !failed.Refused)
            return new FailureDecision.GiveUp(EndOf(failed));
        if (NextRecovery(failed, ended) is { } order)
        {
            return new FailureDecision.Retry(failed.Retry.DelayBefore(ended.WasmAttempts + 1, failed.Random), ended with
            {
                Phase = TaskPhases.Wasm,
                // The order is for an instance; an agent would not know what to do with it.
                Tags = [CodeRequirements.Wasm],
                Recovery = order,
                Why = $"Execution {failed.Attempt} failed in WebAssembly ({order.ErrorType}); {order.Strategy} prepares recovery attempt {order.Attempt}.",
            }, Words(order, RecoveryChange.Words(RecoveryChange.Before(ended), order)));
        }

        return Leave(failed, ended);
    }

    private static string Words(RecoveryOrder order, string change) =>
        $"{order.Strategy} {order.Attempt}{(change.Length == 0 ? "" : $" ({change})")}";

    private RecoveryOrder? NextRecovery(FailedExecution failed, TaskCourse ended)
    {
        if (failed.Refused)
            return null;
        var settings = RecoveryChange.Before(ended);
        var recoveries = ended.WasmAttempts - 1;
        if (failed.Retry.ByClass)
            return ladder.Next(failed.Error, recoveries, failed.Rank, settings);
        // A number of executions that the caller named holds for every class of failure.
        return ended.WasmAttempts >= failed.Retry.MaxAttempts
            ? null
            : ladder.Next(failed.Error, 0, failed.Rank, settings) is { } order ? order with { Attempt = recoveries + 1 } : null;
    }

    private FailureDecision Leave(FailedExecution failed, TaskCourse ended)
    {
        if (ended.Routings > options.Reroutings || failed.Tags?.Contains(CodeRequirements.Wasm) == true)
            return new FailureDecision.GiveUp(EndOf(failed), ended);
        var type = ladder.FallbackType(ladder.Classify(failed.Error).Type, failed.Rank);
        return new FailureDecision.Reroute(TimeSpan.Zero, ended with
        {
            Phase = TaskPhases.Agent,
            Routings = ended.Routings + 1,
            Tags = [CodeRequirements.Agent],
            Prefer = type == FallbackTypes.StreamingAgent
                ? [CodeRequirements.Streaming, .. CodeRequirements.Prefer(ended.Classification!)]
                : CodeRequirements.Prefer(ended.Classification!),
            Favour = [],
            Recovery = null,
            FallbackType = type,
            Why = $"It left WebAssembly after {failed.Attempt} execution{(failed.Attempt == 1 ? "" : "s")} ({failed.Error.Type}) and goes to a {type}.",
        }, WaitReasons.Fallback);
    }

    private FailureDecision AfterAgent(FailedExecution failed, TaskCourse course, Func<Requirements, bool> anyServes)
    {
        var ended = course with { AgentAttempts = course.AgentAttempts + 1, InstanceId = failed.Error.InstanceId };
        if (!failed.Error.Retryable && !failed.Refused)
            return new FailureDecision.GiveUp(EndOf(failed), ended);
        var asked = !failed.Retry.ByClass && ended.WasmAttempts == 0 ? failed.Retry.MaxAttempts : int.MaxValue;
        if (ended.Routings > options.Reroutings || ended.AgentAttempts >= asked)
            return new FailureDecision.GiveUp(EndOf(failed), ended);
        var next = ended with
        {
            Routings = ended.Routings + 1,
            Avoid = failed.TargetId is { } target ? [.. ended.Avoid.Append(target).Distinct()] : ended.Avoid,
            Why = $"Execution {failed.Attempt} failed at {failed.TargetId} ({failed.Error.Type}); another target is to run it.",
        };
        if (anyServes(next.Requirements(failed.Kind, failed.Tags)))
            return new FailureDecision.Reroute(TimeSpan.Zero, next, WaitReasons.Reroute);
        // It would refuse again, however long one waits.
        if (failed.Refused)
            return new FailureDecision.GiveUp(EndOf(failed), ended);
        return new FailureDecision.Reroute(WaitAfter(ended.AgentAttempts), next with
        {
            Avoid = [],
            Why = $"Execution {failed.Attempt} failed at {failed.TargetId} ({failed.Error.Type}), and nobody else is left: it may go there again.",
        }, WaitReasons.Reroute);
    }

    private static string EndOf(FailedExecution failed) => failed.Refused ? DeadLetterReasons.RejectedByTarget
        : failed.Error.Retryable ? DeadLetterReasons.RetriesExhausted
        : DeadLetterReasons.NotRetryable;

    private TimeSpan WaitAfter(int attempts)
    {
        var wait = options.RerouteBaseDelay.TotalMilliseconds * Math.Pow(2, attempts - 1);
        return TimeSpan.FromMilliseconds(Math.Min(wait, options.RerouteMaxDelay.TotalMilliseconds));
    }
}
