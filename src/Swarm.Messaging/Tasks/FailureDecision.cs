using Swarm.Messaging.Contracts.Execution;

namespace Swarm.Messaging.Tasks;

/// <summary>What follows a failed execution. A closed set.</summary>
internal abstract record FailureDecision
{
    private FailureDecision()
    {
    }

    /// <summary>Another execution of the same sort.</summary>
    /// <param name="Course">How it goes on; null leaves it as it was.</param>
    /// <param name="Change">What is otherwise this time, for the timeline; null: nothing.</param>
    /// <param name="Rank">From now on; null leaves it as it was.</param>
    /// <param name="Spares">The execution that failed does not count.</param>
    public sealed record Retry(TimeSpan Delay, TaskCourse? Course = null, string? Change = null, int? Rank = null, bool Spares = false) : FailureDecision;

    /// <summary>An execution elsewhere.</summary>
    /// <param name="Cause">fallback or reroute.</param>
    public sealed record Reroute(TimeSpan Delay, TaskCourse Course, string Cause) : FailureDecision;

    /// <param name="Course">With the execution that failed counted; null leaves it as it was.</param>
    /// <param name="Error">What the task ends with; null: the error of the execution.</param>
    public sealed record GiveUp(string Reason, TaskCourse? Course = null, TaskError? Error = null) : FailureDecision;

    /// <summary>
    /// Never before the time that the service told. What it refused for its rate limit does not count, nor does a login that failed: neither is the task's fault, and it waits
    /// until the one is over and the other mended.
    /// </summary>
    public static FailureDecision After(FailedExecution failed)
    {
        var spares = failed is { MaySpare: true, Error: { Type: FailedExecution.RateLimited or FailedExecution.LoginFailed, Retryable: true } };
        var decision = spares
            ? new Retry(failed.Retry.DelayBefore(failed.Attempt + 1, failed.Random), Spares: true)
            : After(failed.Retry, failed.Attempt - failed.Spared, failed.Rank, failed.Error, failed.Random);
        return decision is Retry retry && failed.RetryAfter > retry.Delay ? retry with { Delay = failed.RetryAfter.Value } : decision;
    }

    /// <summary>A session that is another client's (<see cref="Placement.PlacementOptions.SessionBound"/>) is never the task's fault, whatever its agent says: it is drained, and the next execution has another.</summary>
    /// <param name="attempt">The execution that failed, 1 for the first.</param>
    /// <param name="random">Uniform in [0, 1).</param>
    public static FailureDecision After(RetryPolicy policy, int attempt, int rank, TaskError error, double random)
    {
        if (!error.Retryable && error.Type != Placement.PlacementOptions.SessionBound)
            return new GiveUp(DeadLetterReasons.NotRetryable);
        if (attempt >= policy.AttemptsFor(error.Type, rank))
            return new GiveUp(DeadLetterReasons.RetriesExhausted);
        return new Retry(policy.DelayBefore(attempt + 1, random));
    }
}
