namespace Swarm.Messaging.Execution;

/// <summary>How an attempt ended, seen by the executor. A closed set.</summary>
public abstract record ExecutionOutcome
{
    private ExecutionOutcome()
    {
    }

    /// <param name="Result">UTF-8 JSON, at most 1 MiB; larger fails the attempt with <c>result_too_large</c>.</param>
    public sealed record Succeeded(ReadOnlyMemory<byte> Result) : ExecutionOutcome;

    /// <param name="ErrorType">Stable snake-case name: <c>memory_error</c>, <c>timeout</c>, <c>panic</c>, ...</param>
    /// <param name="Message">What happened, with which value, and what to do.</param>
    /// <param name="Stack">Where, if known.</param>
    /// <param name="Retryable">False ends the task at once as not retryable.</param>
    public sealed record Failed(string ErrorType, string Message, string? Stack = null, bool Retryable = true) : ExecutionOutcome
    {
        /// <summary>Inside the target: the instance, worker or session it happened on.</summary>
        public string? InstanceId { get; init; }

        /// <summary>No further attempt on this kind of target: the task goes straight to its fallback, if it has one.</summary>
        public bool Fallback { get; init; }

        /// <summary>Whether it speaks against what was called, for its circuit breaker; null: as far as another attempt may mend it.</summary>
        internal bool? BlamesDestination { get; init; }
    }

    /// <summary>It did not run, or was stopped by what it is not to blame for: no attempt is used, the task waits for another slot.</summary>
    public sealed record Returned(string Reason) : ExecutionOutcome;

    /// <summary>The target will never run this task; no attempt would help.</summary>
    public sealed record Refused(string Reason) : ExecutionOutcome;
}
