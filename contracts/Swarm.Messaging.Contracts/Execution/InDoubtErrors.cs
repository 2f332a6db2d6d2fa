namespace Swarm.Messaging.Contracts.Execution;

/// <summary>
/// Types of the error of an execution of which nobody knows whether it took effect, unless it says so itself (<see cref="TaskError.InDoubt"/>). As the end of the last execution of what must
/// not be repeated they leave the task to a person (<c>needs_review</c>).
/// </summary>
public static class InDoubtErrors
{
    /// <summary>The call was sent, and how it went was never said.</summary>
    public const string NoAnswer = "no_answer";

    /// <summary>It could not be seen whether an earlier execution took effect.</summary>
    public const string NotVerified = "not_verified";

    /// <summary>It did not end in its time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The target stopped renewing the lease.</summary>
    public const string LeaseLost = "lease_lost";

    /// <summary>A call for all of a batch was begun and ended without a word of this task.</summary>
    public const string BulkUnanswered = "bulk_unanswered";

    public static bool Has(string errorType) =>
        errorType is NoAnswer or NotVerified or Timeout or LeaseLost or BulkUnanswered or StoppedErrors.Host or StoppedErrors.Agent;
}
