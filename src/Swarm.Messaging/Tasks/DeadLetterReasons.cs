namespace Swarm.Messaging.Tasks;

/// <summary>Why a task was given up.</summary>
internal static class DeadLetterReasons
{
    public const string RetriesExhausted = "retries_exhausted";
    public const string DeadlineExceeded = "deadline_exceeded";
    public const string NotRetryable = "not_retryable";
    public const string RejectedByTarget = "rejected_by_target";

    /// <summary>Nobody knows whether it took effect, and it must not take effect twice: somebody has to look.</summary>
    public const string NeedsReview = "needs_review";
}
